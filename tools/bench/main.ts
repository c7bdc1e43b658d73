import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { COMMANDS, measureEngineCommands } from "./engineCommands";
import { pictureOf } from "./picture";
import { rowsOf, tableOf } from "./report";

const root = join(__dirname, "..", "..");
const folder = join(root, ".work", "bench");

const numbers = (text: string) => text.split(",").map(Number);

async function main(): Promise<void> {
    const options = new Command("npm run bench --")
        .description(
            "Measures what commands of Pulumi cost with this package, against the engine's own floor in the same run.",
        )
        .option("--rounds <n>", "how often each is measured", Number, 7)
        .option("--resources <n,...>", "how many resources a stack has", numbers, [1, 100])
        .option("--latency <ms,...>", "how long the service takes to answer", numbers, [0])
        .parse()
        .opts<{ rounds: number; resources: number[]; latency: number[] }>();
    const plan = { rounds: options.rounds, counts: options.resources, latencies: options.latency };
    const samples = await measureEngineCommands(folder, plan, (text) => console.error(text));
    const rows = rowsOf(samples);
    const { version } = JSON.parse(
        readFileSync(join(root, "node_modules", "@pulumi", "pulumi", "package.json"), "utf8"),
    ) as { version: string };
    const machine =
        `${cpus().length} × ${cpus()[0]?.model ?? "CPU"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform}; ` +
        `Node ${process.version}, @pulumi/pulumi ${version}; ${plan.rounds} rounds, medians with the middle half`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "result.json"), JSON.stringify({ machine, rows, samples }, null, 2));
    for (const command of Object.keys(COMMANDS)) {
        writeFileSync(join(folder, `${command.replace(/\W+/g, "-")}.svg`), pictureOf(command, rows));
    }
    const text = `${tableOf(rows)}\n\n${machine}\n`;
    writeFileSync(join(folder, "result.md"), text);
    console.log(text);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
