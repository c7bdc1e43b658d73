import { closeSync, constants, existsSync, openSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { journalFile, journalFolder } from "./journalFolder";
import { confirmationLine, confirmStart, entryOf, isPast } from "./journalText";

/**
 * A resource's id has been read from state: what the journal says about the start of that run has done its work. Never
 * throws. Synchronous, which costs less than a thread of Node's for each call. Program and provider may both do it: they say
 * the same.
 */
export function confirmRun(file: string, runId: string): void {
    if (!existsSync(file)) return;
    try {
        const starts = entryOf(readFileSync(file, "utf8"))?.starts;
        if (starts === undefined) return;
        if (confirmStart(starts, runId) !== starts) append(file, confirmationLine(runId));
        // One that is confirmed just now is kept whatever its time says: the clock may have been set since.
        else if (starts.every((start) => isPast(start, Date.now()))) unlinkSync(file);
    } catch {
        // The next operation on the resource looks at it again.
    }
}

/** The same for a resource. @param option the folder of the journal, as the stack's configuration says */
export function confirmRunOf(
    urn: string,
    runId: string,
    option: string | undefined,
    environment: NodeJS.ProcessEnv,
): void {
    confirmRun(journalFile(journalFolder(option, environment), urn, environment), runId);
}

/** To a file that is there: one that has just been removed is not made again. */
function append(path: string, text: string): void {
    const file = openSync(path, constants.O_WRONLY | constants.O_APPEND);
    try {
        writeFileSync(file, text);
    } finally {
        closeSync(file);
    }
}
