import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The state of a stack where its backend is a folder: the file that the engine itself writes, replaced as a whole each time.
 * Starting the CLI takes longer than a small update, so that is asked only where there is no such file, or where it does not
 * prove to be the right one.
 *
 * @returns its text; `undefined` where there is none that can be read
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
