import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Reads the state of a stack whose backend is a folder, from the file that the engine writes and replaces as a whole.
 * Starting the CLI takes longer than a small update, so the CLI is used only if there is no such file, or if it is not
 * proven to be the right one.
 *
 * @returns the text of the file; `undefined` if there is none or it cannot be read
 */
export async function readCheckpointFile(backend: string, project: string, stack: string): Promise<string | undefined> {
    const folder = folderOf(backend);
    if (folder === undefined) return undefined;
    return readFile(join(folder, ".pulumi", "stacks", project, `${stack}.json`), "utf8").catch(() => undefined);
}

function folderOf(backend: string): string | undefined {
    if (backend === "file://~") return homedir();
    if (!backend.startsWith("file:///")) return undefined;
    try {
        return fileURLToPath(backend);
    } catch {
        return undefined;
    }
}
