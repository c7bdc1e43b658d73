import { readdirSync, readFileSync } from "node:fs";

/** Environment variable that all processes of a test run inherit. */
export const MARK_VARIABLE = "TEST_RUN";

/**
 * Ids of the processes with this value in their environment, even if their parents have ended. Linux only: elsewhere
 * the environment of a process cannot be read, and none is found.
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

/** Kills the marked processes, and those that they start meanwhile. */
export function endProcesses(mark: string, variable = MARK_VARIABLE): void {
    for (let round = 0; round < 5; round += 1) {
        const left = markedProcesses(mark, variable);
        if (left.length === 0) return;
        for (const pid of left) kill(pid);
    }
}

/**
 * Kills the descendants of this process. On Linux they are found by the mark in their environment; elsewhere by their
 * parent ids, which misses a process whose parent has already ended.
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
        // It has already ended.
    }
}

function environmentOf(pid: number): string[] {
    try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    } catch {
        // It has ended, or belongs to another user.
        return [];
    }
}
