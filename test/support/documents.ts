import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/repository";

/** The complete programs in a document, in order: its blocks of TypeScript that are no fragments. @param file from the root */
export function programsIn(file: string): string[] {
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, program = ""]) => program);
}
