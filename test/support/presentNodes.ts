import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { root } from "../../tools/repository";

export interface PresentNode {
    /** Such as `22`. */
    readonly major: string;
    /** Puts it first on PATH. */
    readonly environment: NodeJS.ProcessEnv;
}

const MAJORS = ["20", "22", "24"];
const binary = process.platform === "win32" ? "node.exe" : "node";

/**
 * The supported versions of Node on this machine, one of each major version: the one that runs the tests, those of nvm
 * and of a GitHub runner, and those that `npm run matrix` has installed.
 */
export function presentNodes(): PresentNode[] {
    const folders = [
        dirname(process.execPath),
        ...below(join(process.env["NVM_DIR"] ?? join(homedir(), ".nvm"), "versions", "node")),
        ...below(join(process.env["RUNNER_TOOL_CACHE"] ?? "", "node")).flatMap(below),
        ...below(join(root, ".work", "matrix")).flatMap((fetched) => below(join(fetched, "node_modules"))),
    ].flatMap((folder) => [folder, join(folder, "bin")].filter((place) => existsSync(join(place, binary))));
    const byMajor = new Map<string, string>();
    for (const folder of folders) {
        const { stdout } = spawnSync(join(folder, binary), ["--version"], { encoding: "utf8" });
        const [, major] = /^v(\d+)\./.exec(stdout) ?? [];
        if (major !== undefined && MAJORS.includes(major) && !byMajor.has(major)) byMajor.set(major, folder);
    }
    return [...byMajor].map(([major, folder]) => ({
        major,
        environment: { PATH: [folder, process.env["PATH"]].join(delimiter) },
    }));
}

function below(folder: string): string[] {
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}
