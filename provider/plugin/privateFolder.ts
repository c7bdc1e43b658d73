import { chmodSync, lstatSync, mkdirSync, realpathSync, type Stats, statSync } from "node:fs";

/**
 * Makes a folder that only the user may write to, or checks one that is there. Windows keeps its own rights, which Node does
 * not tell.
 *
 * @returns what is wrong with it, for people; `undefined` when it can be used
 * @throws the error of the system when it cannot be made
 */
export function problemOfPrivateFolder(folder: string): string | undefined {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = realpathSync(folder);
    const stats = statSync(path);
    if (!stats.isDirectory()) return `${folder} is not a folder`;
    if (process.platform === "win32") return undefined;
    if (stats.uid !== process.getuid?.()) return `${folder} belongs to another user`;
    if ((stats.mode & 0o022) === 0) return undefined;
    return isTightened(path) ? undefined : `others may write to ${folder}: remove that permission (chmod 700)`;
}

/** A folder of one's own that others may write to is no place for a record; it is made one. */
function isTightened(path: string): boolean {
    try {
        chmodSync(path, 0o700);
        return true;
    } catch {
        return false;
    }
}

/** What stands in the way of reading a file as one's own: it is a link, say. `undefined` when nothing does. */
export function problemOfOwnFile(path: string): string | undefined {
    let stats: Stats;
    try {
        stats = lstatSync(path);
    } catch {
        return undefined;
    }
    if (stats.isSymbolicLink()) return "it is a link";
    if (!stats.isFile()) return "it is not a file";
    if (process.platform !== "win32" && stats.uid !== process.getuid?.()) return "it belongs to another user";
    return undefined;
}
