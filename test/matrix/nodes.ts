import { dirname, join } from "node:path";
import { root } from "../../tools/repository";
import { mustRunNode } from "./mustRunNode";
import { fetchPackage } from "./packageManagers";

/** Folder with the `node` of a major version, from the npm package that has it; `undefined` for the current one. */
export async function folderOfNode(major: string): Promise<string | undefined> {
    if (process.versions.node.startsWith(`${major}.`)) return undefined;
    const platform = process.platform === "win32" ? "win" : process.platform;
    const name = `node-${platform}-${process.arch}`;
    const binary = process.platform === "win32" ? "node.exe" : "node";
    return dirname(await fetchPackage(`${name}@${major}`, join(name, "bin", binary)));
}

/** Runs the tests that depend on Node's version, with these and the current one. @throws Error with the output */
export async function tryOwnTests(majors: readonly string[]): Promise<void> {
    for (const major of majors) await folderOfNode(major);
    await mustRunNode(root, ["-r", "tsx/cjs", join("test", "run.ts"), "e2e/userErrors", "e2e/hostileCcm"]);
}
