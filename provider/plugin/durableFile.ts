import { closeSync, fstatSync, fsync, openSync, writeFileSync } from "node:fs";
import { rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";

/**
 * System calls of a durable write, injected so that a test can simulate a power loss between any two. Those that only
 * reach the system's memory are synchronous: dispatching them to Node's thread pool takes longer than the calls.
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
 * Appends to a file, and creates it if there is none. Once this resolves, the text survives everything except a broken
 * disk; after a power loss before that, the file may contain a part of it. Only the user may read the file.
 *
 * Libraries for this do not flush the directory entry to disk, which a start that follows relies on.
 *
 * @param isNamed whether the directory entry is known to be on disk
 */
export async function appendToFile(path: string, text: string, isNamed: boolean, calls = nodeCalls): Promise<void> {
    const hasName = await writeThrough(path, "a", text, calls);
    // Otherwise another process has removed or replaced the file just after it was opened.
    if (!hasName) await writeThrough(path, "a", text, calls);
    if (!hasName || !isNamed) await syncFolder(dirname(path), calls);
}

/**
 * Replaces a file atomically: at any time, even after a power loss, it has the old or the new text, and once this
 * resolves, the new one. Only the user may read it.
 */
export async function replaceFile(path: string, text: string, calls = nodeCalls): Promise<void> {
    const draft = `${path}.${process.pid}.tmp`;
    await writeThrough(draft, "w", text, calls);
    await whenFree(() => calls.rename(draft, path));
    await syncFolder(dirname(path), calls);
}

/** Writes a file and flushes it to disk. Returns whether it still has a directory entry afterwards. */
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

/** Retries on Windows, where a process that reads a file, such as a virus scanner, blocks changes for a moment. */
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

/** Deletes a file. Not flushed to disk: a file that reappears after a power loss is read like any other. */
export async function removeFile(path: string, calls = nodeCalls): Promise<void> {
    await whenFree(() => calls.unlink(path)).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    });
}

/** Flushes a folder. Windows cannot open folders and some network file systems cannot sync them: they order writes. */
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
