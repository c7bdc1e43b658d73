import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** What a test file or one of its `pulumi` commands took, or how many exchanges with CCM were looked at. */
export interface Cost {
    readonly kind: "file" | "command" | "exchanges";
    /** A path from the root; the first words of a command, as in `stack init`. */
    readonly name: string;
    readonly wallMs: number;
    /** Of this process and all it has waited for; `undefined` where the system does not tell (known on Linux). */
    readonly cpuMs?: number;
    /** Of exchanges. */
    readonly count?: number;
}

/** Names the file that costs are written to, a line of JSON each. */
export const COSTS_VARIABLE = "TEST_COSTS";

const TICK_MS = 10;

/** The processor time of this process and of the processes that it started and that have ended, in milliseconds. Linux only. */
export function cpuTime(): number | undefined {
    if (process.platform !== "linux") return undefined;
    // After the name, which may hold spaces: user and system time, own and of children, are the 12th to 15th field.
    const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * TICK_MS, 0);
}

/** Begins to measure; what it returns writes down what it took since then. */
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

/** Notes that so many exchanges with CCM were held against the description of its API. */
export function recordExchanges(count: number): void {
    const file = process.env[COSTS_VARIABLE];
    if (file !== undefined && count > 0) write(file, { kind: "exchanges", name: "", wallMs: 0, count });
}

/** One short line at a time is written whole, whoever else writes. */
function write(file: string, cost: Cost): void {
    appendFileSync(file, `${JSON.stringify(cost)}\n`);
}

export function readCosts(file: string): Cost[] {
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").split("\n");
    // A process that was killed may have left half a line.
    return lines.filter((line) => line.endsWith("}")).map((line) => JSON.parse(line) as Cost);
}
