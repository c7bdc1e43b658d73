import { readdirSync, readFileSync } from "node:fs";

const INTERVAL_MS = 50;

/** Samples the memory of a process and its descendants. Linux only. */
export class PeakMemory {
    private readonly timer: NodeJS.Timeout | undefined;
    private peak = 0;

    constructor(private readonly pid: number) {
        if (process.platform === "linux") this.timer = setInterval(() => this.look(), INTERVAL_MS);
    }

    /** Ends the sampling. @returns the peak of their total memory in bytes, as sampled every 50 ms */
    stop(): number | undefined {
        clearInterval(this.timer);
        return this.peak === 0 ? undefined : this.peak;
    }

    private look(): void {
        const bytes = processTree(this.pid).reduce((sum, pid) => sum + residentBytes(pid), 0);
        this.peak = Math.max(this.peak, bytes);
    }
}

/** Ids of a process and its descendants. Linux only. */
export function processTree(root: number): number[] {
    const children = new Map<number, number[]>();
    for (const name of readdirSync("/proc")) {
        const parent = /^\d+$/.test(name) ? parentOf(name) : undefined;
        if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    }
    const tree = [root];
    for (const pid of tree) tree.push(...(children.get(pid) ?? []));
    return tree;
}

/** The processor time that a process has used, in seconds. Linux only. */
export function cpuSeconds(pid: number): number {
    // After the name, which may contain spaces, user and system time are the 12th and 13th fields, in ticks of 10 ms.
    const [, ...fields] = readFileSync(`/proc/${pid}/stat`, "utf8").split(/\) /).at(-1)?.split(" ") ?? [];
    return (Number(fields[10]) + Number(fields[11])) / 100;
}

function parentOf(pid: string): number | undefined {
    return field(pid, /^PPid:\s+(\d+)/m);
}

function residentBytes(pid: number): number {
    return (field(String(pid), /^VmRSS:\s+(\d+) kB/m) ?? 0) * 1024;
}

/** A field of a process's status; `undefined` if the process has ended. */
function field(pid: string, pattern: RegExp): number | undefined {
    try {
        const [, value] = pattern.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
        return value === undefined ? undefined : Number(value);
    } catch {
        return undefined;
    }
}
