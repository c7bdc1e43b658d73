import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { countHandshakes } from "./connections";
import { COMMANDS, measureEngineCommands } from "./engineCommands";
import { commandPicture, waitPicture } from "./picture";
import { measurePollMemory } from "./pollMemory";
import { rowsOf, sizeTable, timeTable } from "./report";
import { measureWaitingPlugin } from "./waitingPlugin";
import { laggingTable, measureWaits, throttledTable, usualTable } from "./waitTables";

const root = join(__dirname, "..", "..");
const folder = join(root, ".work", "bench");

const PARTS = ["commands", "waits", "process"] as const;
type Part = (typeof PARTS)[number];

const numbers = (text: string) => text.split(",").map(Number);

async function main(): Promise<void> {
    const options = new Command("npm run bench --")
        .description("Measures what this package costs, against the engine's own floor in the same run.")
        .option("--only <part,...>", PARTS.join(", "), (text) => text.split(",") as Part[], [...PARTS])
        .option("--rounds <n>", "how often each command is measured", Number, 7)
        .option("--resources <n,...>", "how many resources a stack has", numbers, [1, 100])
        .option("--latency <ms,...>", "how long the service takes to answer", numbers, [0])
        .parse()
        .opts<{ only: readonly Part[]; rounds: number; resources: number[]; latency: number[] }>();
    const unknown = options.only.filter((part) => !PARTS.includes(part));
    if (unknown.length > 0) throw new Error(`--only takes ${PARTS.join(", ")}, not ${unknown.join(", ")}`);
    mkdirSync(folder, { recursive: true });
    const parts = { commands, waits, process: ownProcess };
    const texts: string[] = [];
    for (const part of options.only) texts.push(...(await parts[part](options)));
    texts.push(machine());
    const text = texts.join("\n\n");
    writeFileSync(join(folder, "result.md"), `${text}\n`);
    console.log(text);
}

interface Plan {
    readonly rounds: number;
    readonly resources: readonly number[];
    readonly latency: readonly number[];
}

/** Commands of Pulumi. */
async function commands({ rounds, resources, latency }: Plan): Promise<string[]> {
    const plan = { rounds, counts: resources, latencies: latency };
    const samples = await measureEngineCommands(folder, plan, say);
    const rows = rowsOf(samples);
    keep("commands", { machine: machine(), rows, samples });
    for (const command of Object.keys(COMMANDS)) {
        writeFileSync(join(folder, `${command.replace(/\W+/g, "-")}.svg`), commandPicture(command, rows));
    }
    return [timeTable(rows), sizeTable(rows), `${rounds} rounds: medians, and in brackets the middle half`];
}

/** Waiting, on a clock that jumps. */
async function waits(): Promise<string[]> {
    say("waiting, on a clock that jumps");
    const results = await measureWaits();
    keep("waits", results);
    writeFileSync(join(folder, "requests.svg"), waitPicture(results));
    return [usualTable(results), throttledTable(results), laggingTable(results)];
}

/** What a process spends while it waits. */
async function ownProcess(): Promise<string[]> {
    const waiting = await measureWaitingPlugin(folder, say);
    say("connections and memory");
    const connections = await countHandshakes(folder);
    const memory = await measurePollMemory();
    keep("process", { waiting, connections, memory });
    const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
    return [
        ...waiting.map(
            ({ variant, runs, cpu, requestsPerSecond }) =>
                `- ${variant}, ${runs} runs that wait, the minute after their start: ${(100 * cpu).toFixed(1)} % of one ` +
                `processor, ${requestsPerSecond.toFixed(2)} requests a second`,
        ),
        `- ${connections.requests} requests, 20 at a time: ${connections.handshakes} TLS handshakes`,
        `- memory in use after ${memory.looks / 10} looks ${megabytes(memory.early)}, after ${memory.looks} looks ${megabytes(memory.late)}`,
    ];
}

function machine(): string {
    const manifest = readFileSync(join(root, "node_modules", "@pulumi", "pulumi", "package.json"), "utf8");
    const { version } = JSON.parse(manifest) as { version: string };
    const memory = (totalmem() / 2 ** 30).toFixed(0);
    return (
        `${cpus().length} × ${cpus()[0]?.model ?? "CPU"}, ${memory} GiB, ${process.platform}; ` +
        `Node ${process.version}, @pulumi/pulumi ${version}`
    );
}

function keep(name: string, result: object): void {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(result, null, 2));
}

function say(text: string): void {
    console.error(text);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
