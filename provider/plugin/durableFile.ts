import { closeSync, fstatSync, fsync, openSync, writeFileSync } from "node:fs";
import { rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";

/**
 * The system calls that a durable write is made of; handed in so that a test can pull the plug between any two. Those that
 * only reach the system's memory are synchronous: a thread of Node's for each takes more time than they do.
 */
export interface FileCalls {
    readonly openSync: typeof openSync;
    readonly fstatSync: (file: number) => { readonly nlink: number };
    readonly writeFileSync: typeof writeFileSync;
    readonly closeSync: typeof closeSync;
    readonly fsync: (file: number) => Promise<void>;
    readonly rename: typeof rename;
    readonly unlink: typeof unlink;
}

const nodeCalls: FileCalls = {
    openSync,
    fstatSync,
    writeFileSync,
    closeSync,
    fsync: promisify(fsync),
    rename,
    unlink,
};

/**
 * Adds to a file, and makes it if there is none. Once this resolves, nothing short of a broken disk takes the text away;
 * after a power loss before that, a part of it may be there. Only the user may read the file.
 *
 * The libraries for this do not write the folder's entry through to the disk, which a start that follows relies on.
 *
 * @param isNamed whether the folder's entry is known to have been written through
 */
export async function appendToFile(path: string, text: string, isNamed: boolean, calls = nodeCalls): Promise<void> {
    const hasName = await writeThrough(path, "a", text, calls);
    // Else another process has removed or replaced the file just after it was opened.
    if (!hasName) await writeThrough(path, "a", text, calls);
    if (!hasName || !isNamed) await syncFolder(dirname(path), calls);
}

/**
 * Replaces a file as a whole: at any moment, power loss included, the old text or the new one is there, and once this
 * resolves it is the new one. Only the user may read it.
 */
export async function replaceFile(path: string, text: string, calls = nodeCalls): Promise<void> {
    const draft = `${path}.${process.pid}.tmp`;
    await writeThrough(draft, "w", text, calls);
    await whenFree(() => calls.rename(draft, path));
    await syncFolder(dirname(path), calls);
}

/** Whether the file still has a name afterwards. */
async function writeThrough(path: string, flag: "a" | "w", text: string, calls: FileCalls): Promise<boolean> {
    const file = await whenFree(() => calls.openSync(path, flag, 0o600));
    try {
        calls.writeFileSync(file, text);
        await calls.fsync(file);
        return calls.fstatSync(file).nlink > 0;
    } finally {
        calls.closeSync(file);
    }
}

/** On Windows somebody who is reading a file, a virus scanner say, keeps it from being changed for a moment. */
async function whenFree<T>(act: () => T | Promise<T>, tries = 1): Promise<T> {
    try {
        return await act();
    } catch (error) {
        const isBusy = ["EPERM", "EACCES", "EBUSY"].includes((error as NodeJS.ErrnoException).code ?? "");
        if (process.platform !== "win32" || !isBusy || tries === 10) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20 * tries));
        return whenFree(act, tries + 1);
    }
}

/** Not written through: a file that comes back after a power loss is read and understood like any other. */
export async function removeFile(path: string, calls = nodeCalls): Promise<void> {
    await whenFree(() => calls.unlink(path)).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    });
}

/** Windows cannot open folders, and some network file systems do not sync them: they keep their own order. */
async function syncFolder(path: string, calls: FileCalls): Promise<void> {
    try {
        const folder = calls.openSync(path, "r");
        try {
            await calls.fsync(folder);
        } finally {
            calls.closeSync(folder);
        }
    } catch {
        return;
    }
}
