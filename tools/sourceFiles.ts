import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./repository";

export interface SourceFile {
    /** From the root, with slashes. */
    readonly path: string;
    readonly lines: number;
}

/** The text of a source file without its comments. @param path from the root */
export function codeOf(path: string): string {
    return readFileSync(join(root, path), "utf8").replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
}

/**
 * The source files of a folder of this repository, without built and installed files.
 * @param kind pattern of the paths to include; TypeScript by default
 */
export function sourceFiles(folder: string, kind = /(?<!\.d)\.ts$/): SourceFile[] {
    return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
        .filter((path) => kind.test(path) && !/\/(dist|node_modules)\//.test(path))
        .sort()
        .map((path) => ({ path, lines: readFileSync(join(root, path), "utf8").trimEnd().split("\n").length }));
}
