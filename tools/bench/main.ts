import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { root } from "../repository";
import { countHandshakes } from "./connections";
import { measureEngineCommands, type Plan } from "./engineCommands";
import { commandPictures, waitingPicture, waitPictures, type Pictures } from "./pictures";
import { measurePollMemory } from "./pollMemory";
import { VARIANTS } from "./programs";
import { rowsOf, sizeTable, timeTable } from "./report";
import { measureWaitingPlugin } from "./waitingPlugin";
import { laggingTable, measureWaits, throttledTable, usualTable } from "./waitTables";

const folder = join(root, ".work", "bench");

const PARTS = ["commands", "waits", "process"] as const;
type Part = (typeof PARTS)[number];

const words = (text: string) => text.split(",");
const numbers = (text: string) => words(text).map(Number);

async function main(): Promise<void> {
    const options = new Command("npm run bench --")
        .description("Measures what this package costs, against the engine's own floor in the same run.")
        .option("--only <part,...>", PARTS.join(", "), words, [...PARTS])
        .option("--rounds <n>", "how often each command is measured", Number, 7)
        .option("--resources <n,...>", "how many resources a stack has", numbers, [1, 100])
        .option("--latency <ms,...>", "how long the service takes to answer", numbers, [0])
        .option("--newer-runs <n>", "runs of others in the account, newer than the stack's", Number, 0)
        .parse()
        .opts<Plan & { only: readonly string[] }>();
    refuseOthers("only", options.only, PARTS);
    mkdirSync(folder, { recursive: true });
    const parts = { commands, waits, process: ownProcess };
    const texts: string[] = [];
    for (const part of options.only as Part[]) texts.push(...(await parts[part](options)));
    texts.push(machine());
    const text = texts.join("\n\n");
    writeFileSync(join(folder, "result.md"), `${text}\n`);
    console.log(text);
}

function refuseOthers(option: string, words: readonly string[], known: readonly string[]): void {
    const others = words.filter((word) => !known.includes(word));
    if (others.length > 0) throw new Error(`--${option} takes ${known.join(", ")}, not ${others.join(", ")}`);
}

/** Measures `pulumi` commands. */
async function commands(plan: Plan): Promise<string[]> {
    const samples = await measureEngineCommands(folder, VARIANTS, plan, say);
    const rows = rowsOf(samples);
    keep("commands", { machine: machine(), rows, samples });
    draw(commandPictures(rows));
    return [timeTable(rows), sizeTable(rows), howMeasured(plan)];
}

function howMeasured({ rounds, newerRuns }: Plan): string {
    const others = newerRuns > 0 ? `; the account has ${newerRuns} newer runs of others` : "";
    return `${rounds} rounds: medians, and in brackets the middle half${others}`;
}

/** Measures waits, on a virtual clock. */
async function waits(): Promise<string[]> {
    say("waiting, on a clock that jumps");
    const results = await measureWaits();
    keep("waits", results);
    draw(waitPictures(results));
    return [usualTable(results), throttledTable(results), laggingTable(results)];
}

/** Measures the plugin process while it waits, its connections and its memory. */
async function ownProcess(): Promise<string[]> {
    const waiting = await measureWaitingPlugin(folder, say);
    say("connections and memory");
    const connections = await countHandshakes(folder);
    const memory = await measurePollMemory();
    keep("process", { waiting, connections, memory });
    draw({ waiting: waitingPicture(waiting) });
    const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
    return [
        ...waiting.map(
            ({ variant, runs, cpu, requestsPerSecond }) =>
                `- ${variant}, ${runs} runs that wait, the minute after their start: ${(100 * cpu).toFixed(1)} % of one ` +
                `processor, ${requestsPerSecond.toFixed(2)} requests a second`,
        ),
        `- ${connections.requests} requests, 20 at a time: ${connections.handshakes} TLS handshakes`,
        `- memory in use after ${memory.polls / 10} polls ${megabytes(memory.early)}, after ${memory.polls} polls ${megabytes(memory.late)}`,
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

function draw(pictures: Pictures): void {
    for (const [name, picture] of Object.entries(pictures)) writeFileSync(join(folder, `${name}.svg`), picture);
}

function say(text: string): void {
    console.error(text);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
