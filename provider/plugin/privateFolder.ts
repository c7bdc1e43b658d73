import { chmodSync, lstatSync, mkdirSync, realpathSync, type Stats, statSync } from "node:fs";

/**
 * Creates a folder that only the user may write to, or checks an existing one. Permissions are not checked on Windows,
 * where Node.js does not report them.
 *
 * @returns what is wrong with the folder, for a message; `undefined` if it can be used
 * @throws the system's error if it cannot be created
 */
export function problemOfPrivateFolder(folder: string): string | undefined {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = realpathSync(folder);
    const stats = statSync(path);
    if (!stats.isDirectory()) return `${folder} is not a folder`;
    if (process.platform === "win32") return undefined;
    if (stats.uid !== process.getuid?.()) return `${folder} belongs to another user`;
    if ((stats.mode & 0o022) === 0) return undefined;
    return isTightened(path) ? undefined : `other users can write to ${folder}: remove that permission (chmod 700)`;
}

/** Removes other users' permissions from the user's folder, so that its records can be trusted; false on failure. */
function isTightened(path: string): boolean {
    try {
        chmodSync(path, 0o700);
        return true;
    } catch {
        return false;
    }
}

/** Why a file cannot be trusted as the user's own, for example because it is a link; `undefined` if it can. */
export function problemOfOwnFile(path: string): string | undefined {
    let stats: Stats;
    try {
        stats = lstatSync(path);
    } catch {
        return undefined;
    }
    if (stats.isSymbolicLink()) return "it is a symbolic link";
    if (!stats.isFile()) return "it is not a regular file";
    if (process.platform !== "win32" && stats.uid !== process.getuid?.()) return "it belongs to another user";
    return undefined;
}
