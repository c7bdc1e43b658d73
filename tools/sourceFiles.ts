import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./repository";

export interface SourceFile {
    /** From the root, with slashes. */
    readonly path: string;
    readonly lines: number;
}

/** The TypeScript files of a folder of this repository, without what is built or installed in it. */
export function sourceFiles(folder: string): SourceFile[] {
    return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
        .filter((path) => /(?<!\.d)\.ts$/.test(path) && !/\/(dist|node_modules)\//.test(path))
        .sort()
        .map((path) => ({ path, lines: readFileSync(join(root, path), "utf8").trimEnd().split("\n").length }));
}
