import { open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";

/** The system calls that a durable write is made of; handed in so that a test can pull the plug between any two. */
export interface FileCalls {
    readonly open: typeof open;
    readonly rename: typeof rename;
    readonly unlink: typeof unlink;
}

const nodeCalls: FileCalls = { open, rename, unlink };

/**
 * Replaces a file as a whole: at any moment, power loss included, the old text or the new one is there, and once this
 * resolves it is the new one. Only the user may read it.
 *
 * The libraries for this do not write the folder's entry through to the disk, which a start that follows relies on.
 */
export async function replaceFile(path: string, text: string, calls: FileCalls = nodeCalls): Promise<void> {
    const draft = `${path}.${process.pid}.tmp`;
    const file = await calls.open(draft, "w", 0o600);
    try {
        await file.writeFile(text);
        await file.sync();
    } finally {
        await file.close();
    }
    await renameSoon(draft, path, calls);
    await syncFolder(dirname(path), calls);
}

/** On Windows somebody who is reading the file, a virus scanner say, keeps it from being replaced for a moment. */
async function renameSoon(from: string, to: string, calls: FileCalls, tries = 1): Promise<void> {
    try {
        await calls.rename(from, to);
    } catch (error) {
        const isBusy = ["EPERM", "EACCES", "EBUSY"].includes((error as NodeJS.ErrnoException).code ?? "");
        if (process.platform !== "win32" || !isBusy || tries === 10) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20 * tries));
        await renameSoon(from, to, calls, tries + 1);
    }
}

/** Not written through: a file that comes back after a power loss is read and understood like any other. */
export async function removeFile(path: string, calls: FileCalls = nodeCalls): Promise<void> {
    await calls.unlink(path).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    });
}

/** Windows cannot open folders, and some network file systems do not sync them: they keep their own order. */
async function syncFolder(path: string, calls: FileCalls): Promise<void> {
    try {
        const folder = await calls.open(path, "r");
        try {
            await folder.sync();
        } finally {
            await folder.close();
        }
    } catch {
        return;
    }
}
