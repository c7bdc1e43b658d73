import { dirname, join } from "node:path";
import { fetchPackage } from "./packageManagers";

/** The folder with the `node` of a major version, from the npm package that holds it; `undefined` for the present one. */
export async function folderOfNode(major: string): Promise<string | undefined> {
    if (process.versions.node.startsWith(`${major}.`)) return undefined;
    const platform = process.platform === "win32" ? "win" : process.platform;
    const name = `node-${platform}-${process.arch}`;
    const binary = process.platform === "win32" ? "node.exe" : "node";
    return dirname(await fetchPackage(`${name}@${major}`, join(name, "bin", binary)));
}
