import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** Time of a test file or of one of its `pulumi` commands, or number of exchanges with CCM that were checked. */
export interface Cost {
    readonly kind: "file" | "command" | "exchanges";
    /** A path from the root; the first words of a command, as in `stack init`. */
    readonly name: string;
    readonly wallMs: number;
    /** CPU time of this process and the child processes that it has waited for; Linux only. */
    readonly cpuMs?: number;
    /** Number of exchanges. */
    readonly count?: number;
}

/** Environment variable with the file that costs are written to, a line of JSON each. */
export const COSTS_VARIABLE = "TEST_COSTS";

const TICK_MS = 10;

/** CPU time of this process and of its child processes that have ended, in milliseconds. Linux only. */
export function cpuTime(): number | undefined {
    if (process.platform !== "linux") return undefined;
    // After the name, which may contain spaces, user and system time, own and of children, are the 12th to 15th fields.
    const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * TICK_MS, 0);
}

/** Starts a measurement. @returns a function that records the time since then */
export function measure(kind: Cost["kind"], name: string): () => void {
    const file = process.env[COSTS_VARIABLE];
    if (file === undefined) return () => undefined;
    const [begin, cpuBegin] = [performance.now(), cpuTime()];
    return () => {
        const wallMs = Math.round(performance.now() - begin);
        const cpuEnd = cpuTime();
        const cost: Cost = {
            kind,
            name,
            wallMs,
            ...(cpuBegin !== undefined && cpuEnd !== undefined && { cpuMs: cpuEnd - cpuBegin }),
        };
        write(file, cost);
    };
}

/** Records the number of exchanges with CCM that were checked against the description of its API. */
export function recordExchanges(count: number): void {
    const file = process.env[COSTS_VARIABLE];
    if (file !== undefined && count > 0) write(file, { kind: "exchanges", name: "", wallMs: 0, count });
}

/** Appends one short line, which stays whole even if other processes write too. */
function write(file: string, cost: Cost): void {
    appendFileSync(file, `${JSON.stringify(cost)}\n`);
}

export function readCosts(file: string): Cost[] {
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").split("\n");
    // A process that was killed may have left half a line.
    return lines.filter((line) => line.endsWith("}")).map((line) => JSON.parse(line) as Cost);
}
