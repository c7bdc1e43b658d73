import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/repository";

/** The complete programs in a document, in order: its TypeScript blocks except fragments. @param file from the root */
export function programsIn(file: string): string[] {
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, program = ""]) => program);
}

/** The pages of a folder, from the root, except the API reference, which is generated from docstrings. */
export function pagesIn(folder: string): string[] {
    return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".md") && name !== "api.md" && !name.includes("node_modules"))
        .map((name) => join(folder, name));
}
