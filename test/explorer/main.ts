import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import fc from "fast-check";
import { explore } from "./explore";
import { schedules } from "./schedule";
import { exploreTwoStacks, twoStacks } from "./twoStacks";

interface Options {
    readonly schedules: number;
    readonly seed: number;
    readonly path?: string;
    readonly two?: true;
    readonly jobs: number;
}

function positive(text: string): number {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1)
        throw new InvalidArgumentError("It must be a whole number from 1 on.");
    return value;
}

/** Difference between the seeds of two jobs, so that runs with neighboring seeds explore different schedules. */
const APART = 1_000_003;

/** Runs random schedules against `core`. A violation is shrunk and printed with the command that replays it. */
new Command("explore")
    .option("--schedules <number>", "how many", positive, 10_000)
    .option(
        "--seed <number>",
        "replays the schedules of this seed; each further job has one of its own",
        Number,
        Date.now() % 1_000_000,
    )
    .option("--path <path>", "replays one of them, as printed with a failure")
    .option("--two", "those of two stacks that start at once, which are a tenth of the others")
    .option("--jobs <number>", "processes that share them", positive, availableParallelism())
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

async function exploreHere({ schedules: count, seed, path, two }: Options): Promise<boolean> {
    const parameters = { seed, ...(path === undefined ? {} : { path }) };
    const ofTwo = fc.asyncProperty(twoStacks(), exploreTwoStacks);
    if (two === true) return holds(await fc.check(ofTwo, { ...parameters, numRuns: count }), seed, " --two");
    const ofOne = fc.asyncProperty(schedules(), explore);
    const isRight = holds(await fc.check(ofOne, { ...parameters, numRuns: count }), seed, "");
    if (path !== undefined || !isRight) return isRight;
    return holds(await fc.check(ofTwo, { seed, numRuns: Math.ceil(count / 10) }), seed, " --two");
}

function holds<T>(result: fc.RunDetails<T>, seed: number, which: string): boolean {
    if (!result.failed) return true;
    console.error(result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance);
    console.error(`\nschedule: ${JSON.stringify(result.counterexample)}`);
    console.error(`replay: npm run explore --${which} --seed ${seed} --path ${result.counterexamplePath}`);
    return false;
}

/** Runs the schedules in several processes. Each that fails prints its own seed for the replay. */
async function exploreInJobs({ schedules: count, seed, jobs: wanted, two }: Options): Promise<boolean> {
    const jobs = Math.min(wanted, count);
    const children = Array.from({ length: jobs }, (_, job) => {
        const share = Math.floor((count + job) / jobs);
        const args = [
            "--jobs",
            1,
            "--schedules",
            share,
            "--seed",
            seed + job * APART,
            ...(two === true ? ["--two"] : []),
        ].map(String);
        return spawn(process.execPath, [...process.execArgv, __filename, ...args], { stdio: "inherit" });
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
        process.on(signal, () => {
            for (const child of children) child.kill(signal);
        });
    const codes = await Promise.all(
        children.map(
            (child) =>
                new Promise<number>((resolve) => {
                    child.on("error", () => resolve(1)).on("close", (code) => resolve(code ?? 1));
                }),
        ),
    );
    return codes.every((code) => code === 0);
}
