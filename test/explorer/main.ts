import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { Command } from "commander";
import fc from "fast-check";
import { explore } from "./explore";
import { schedules } from "./schedule";

interface Options {
    readonly schedules: number;
    readonly seed: number;
    readonly path?: string;
    readonly jobs: number;
}

/** Random schedules against `core`. A broken promise is shrunk and printed with the command that replays it. */
new Command("explore")
    .option("--schedules <number>", "how many", Number, 10_000)
    .option(
        "--seed <number>",
        "replays the schedules of this seed; each job has the next one",
        Number,
        Date.now() % 1_000_000,
    )
    .option("--path <path>", "replays one of them, as printed with a failure")
    .option("--jobs <number>", "processes that share them", Number, availableParallelism())
    .action(async (options: Options) => {
        const begin = performance.now();
        const isAlone = options.jobs === 1 || options.path !== undefined;
        const holds = isAlone ? await exploreHere(options) : await exploreInJobs(options);
        if (!holds) {
            process.exitCode = 1;
            return;
        }
        const seconds = Math.round((performance.now() - begin) / 1000);
        console.log(`${options.schedules} schedules in ${seconds} s: no promise was broken (seed ${options.seed})`);
    })
    .parseAsync()
    .catch((error: unknown) => {
        console.error(error);
        process.exitCode = 1;
    });

async function exploreHere({ schedules: numRuns, seed, path }: Options): Promise<boolean> {
    const parameters = { numRuns, seed, ...(path === undefined ? {} : { path }) };
    const result = await fc.check(fc.asyncProperty(schedules(), explore), parameters);
    if (!result.failed) return true;
    console.error(result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance);
    console.error(`\nschedule: ${JSON.stringify(result.counterexample?.[0])}`);
    console.error(`replay: npm run explore -- --seed ${seed} --path ${result.counterexamplePath}`);
    return false;
}

/** All that fail say so: each replays by its own seed. */
async function exploreInJobs({ schedules: count, seed, jobs }: Options): Promise<boolean> {
    const each = Math.ceil(count / jobs);
    const codes = await Promise.all(
        Array.from({ length: jobs }, (_, job) => {
            const args = ["--jobs", 1, "--schedules", each, "--seed", seed + job].map(String);
            const child = spawn(process.execPath, [...process.execArgv, __filename, ...args], { stdio: "inherit" });
            return new Promise<number>((resolve, reject) => {
                child.on("error", reject).on("close", (code) => resolve(code ?? 1));
            });
        }),
    );
    return codes.every((code) => code === 0);
}
