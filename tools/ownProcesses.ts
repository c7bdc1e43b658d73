import { readdirSync, readFileSync } from "node:fs";

/** An environment variable that all processes inherit which a run of the tests starts. */
export const MARK_VARIABLE = "TEST_RUN";

/**
 * The processes that have this value in their environment, whatever became of their parents. Linux only: elsewhere the
 * environment of a process is not to be read, and none is found.
 */
export function markedProcesses(mark: string, variable = MARK_VARIABLE): number[] {
    if (process.platform !== "linux") return [];
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
        .map(Number)
        .filter((pid) => isMarked(pid, mark, variable));
}

/** Whether a process has this value in its environment. Known on Linux only. */
export function isMarked(pid: number, mark: string, variable = MARK_VARIABLE): boolean {
    return environmentOf(pid).includes(`${variable}=${mark}`);
}

/** Kills them, and those that they start meanwhile. */
export function endProcesses(mark: string, variable = MARK_VARIABLE): void {
    for (let round = 0; round < 5; round += 1) {
        const left = markedProcesses(mark, variable);
        if (left.length === 0) return;
        for (const pid of left) kill(pid);
    }
}

/**
 * Kills what this process has started, and what that has started. On Linux that is known by the mark in the environment;
 * elsewhere by who is whose parent, which misses a process whose parent has ended already.
 */
export async function endDescendants(mark: string): Promise<void> {
    if (process.platform === "linux") {
        endProcesses(mark);
        return;
    }
    const { default: processTree } = await import("pidtree");
    for (const pid of await processTree(process.pid)) kill(pid);
}

export function kill(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch {
        // It has ended by itself.
    }
}

function environmentOf(pid: number): string[] {
    try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    } catch {
        // Gone, or somebody else's.
        return [];
    }
}
