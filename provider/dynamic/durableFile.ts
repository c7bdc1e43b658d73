import { closeSync, fstatSync, fsync, openSync, writeFileSync } from "node:fs";
import { rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";

/**
 * The system calls that a durable write is made of; handed in so that a test can pull the plug between any two. Those that
 * only reach the system's memory are made at once: a thread of Node's for each takes more than they do.
 */
export interface FileCalls {
    readonly openSync: typeof openSync;
    readonly fstatSync: typeof fstatSync;
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
 * Adds to a file, and makes it if there is none. Once this resolves, nothing short of a broken disk takes it away; after a
 * power loss before that, a part of it may be there. Only the user may read it.
 *
 * The libraries for this do not write the folder's entry through to the disk, which a start that follows relies on.
 */
export async function appendToFile(path: string, text: string, calls: FileCalls = nodeCalls): Promise<void> {
    if (await writeThrough(path, "a", text, calls)) await syncFolder(dirname(path), calls);
}

/**
 * Replaces a file as a whole: at any moment, power loss included, the old text or the new one is there, and once this
 * resolves it is the new one. Only the user may read it.
 */
export async function replaceFile(path: string, text: string, calls: FileCalls = nodeCalls): Promise<void> {
    const draft = `${path}.${process.pid}.tmp`;
    await writeThrough(draft, "w", text, calls);
    await renameSoon(draft, path, calls);
    await syncFolder(dirname(path), calls);
}

/** Whether the file was empty before, and so perhaps was not there. */
async function writeThrough(path: string, flag: "a" | "w", text: string, calls: FileCalls): Promise<boolean> {
    const file = calls.openSync(path, flag, 0o600);
    try {
        const isNew = calls.fstatSync(file).size === 0;
        calls.writeFileSync(file, text);
        await calls.fsync(file);
        return isNew;
    } finally {
        calls.closeSync(file);
    }
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
