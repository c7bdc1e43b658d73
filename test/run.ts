import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { endDescendants, MARK_VARIABLE } from "../tools/ownProcesses";
import { ensurePulumi } from "../tools/pulumi-cli/ensurePulumi";
import { root } from "../tools/repository";
import { affectedTests } from "./runner/affectedTests";
import { COSTS_VARIABLE, readCosts } from "./runner/costs";
import { costTables } from "./runner/costTables";
import { Report } from "./runner/reporter";
import { runMocha } from "./runner/runMocha";
import { replaceOldTestFolders } from "./support/testFolders";
import { allTestFiles, longestFirst, selectFiles, STEPS, stepOf } from "./runner/testFiles";

const work = join(root, ".work");
/** Duration of the last run of each file on this machine, in seconds. */
const timesFile = join(work, "testTimes.json");
/** Measurements of this run, in the order of their completion. */
const costsFile = join(work, `costs-${process.pid}.jsonl`);

/** More than one, because end-to-end tests mostly wait for other programs. */
const JOBS_PER_CORE = 2.5;

interface Options {
    readonly grep?: string;
    readonly times?: true;
    readonly changed?: true;
    readonly jobs: number;
}

async function main(): Promise<number> {
    const command = new Command("npm test --")
        .description("Runs the tests, in as many processes as the machine has room for.")
        .argument(
            "[what...]",
            `a step (${STEPS.join(", ")}), a folder or a file of one, such as e2e/life; all unless given`,
        )
        .option("--grep <regex>", "only the tests whose title fits")
        .option("--changed", "only the tests that import something that has changed since the last commit")
        .option("--times", "prints where the time goes")
        .option("--jobs <n>", "test files at a time", Number, Math.ceil(JOBS_PER_CORE * availableParallelism()))
        .parse();
    const { grep, times, changed, jobs } = command.opts<Options>();
    const selected = selectFiles(allTestFiles(), command.args);
    const affected = changed && (await affectedTests());
    const files = selected.filter((file) => affected?.includes(file) ?? true);
    if (files.length === 0) {
        console.log("nothing that is tested has changed since the last commit");
        return 0;
    }
    if (files.some((file) => ["e2e", "package"].includes(stepOf(file)))) {
        // Once, before many tests need it at the same time.
        await ensurePulumi(console.log);
        replaceOldTestFolders();
    }
    mkdirSync(work, { recursive: true });
    process.env[COSTS_VARIABLE] = costsFile;
    const report = new Report();
    const isContent = await runMocha({ files: longestFirst(files, knownTimes()), jobs, grep }, report);
    const failed = report.finish();
    const costs = readCosts(costsFile);
    rmSync(costsFile, { force: true });
    if (grep === undefined) keepTimes(costs);
    const exchanges = costs.reduce((sum, { count = 0 }) => sum + count, 0);
    if (exchanges > 0) console.log(`${exchanges} exchanges with CCM held against the description of its API`);
    if (times) console.log(`\n${costTables(costs)}`);
    return isContent && failed === 0 ? 0 : 1;
}

function knownTimes(): Map<string, number> {
    try {
        return new Map(Object.entries(JSON.parse(readFileSync(timesFile, "utf8")) as Record<string, number>));
    } catch {
        // Missing, or truncated by an interruption: the times only determine the order.
        return new Map();
    }
}

function keepTimes(costs: ReturnType<typeof readCosts>): void {
    const times = knownTimes();
    for (const { kind, name, wallMs } of costs) if (kind === "file") times.set(name, Math.round(wallMs / 1000));
    writeFileSync(timesFile, JSON.stringify(Object.fromEntries(times), null, 1));
}

const mark = randomUUID();
process.env[MARK_VARIABLE] = mark;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
        console.error("\ninterrupted");
        rmSync(costsFile, { force: true });
        void endDescendants(mark).finally(() => process.exit(130));
    });
}
// A run that does not finish has failed.
process.exitCode = 1;
main().then(
    (code) => (process.exitCode = code),
    (error: unknown) => console.error(error instanceof Error ? error.message : error),
);
