import { Command } from "commander";
import fc from "fast-check";
import { explore } from "./explore";
import { schedules } from "./schedule";

interface Options {
    readonly schedules: string;
    readonly seed?: string;
    readonly path?: string;
}

/** Random schedules against `core`. A broken promise is shrunk and printed with the command that replays it. */
new Command("explore")
    .option("--schedules <number>", "how many", "10000")
    .option("--seed <number>", "replays the schedules of this seed")
    .option("--path <path>", "replays one of them, as printed with a failure")
    .action(async ({ schedules: count, seed = String(Date.now() % 1_000_000), path }: Options) => {
        const begin = performance.now();
        const parameters = { numRuns: Number(count), seed: Number(seed), ...(path === undefined ? {} : { path }) };
        const result = await fc.check(fc.asyncProperty(schedules(), explore), parameters);
        if (result.failed) {
            console.error(result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance);
            console.error(`\nschedule: ${JSON.stringify(result.counterexample?.[0])}`);
            console.error(`replay: npm run explore -- --seed ${seed} --path ${result.counterexamplePath}`);
            process.exitCode = 1;
            return;
        }
        const seconds = Math.round((performance.now() - begin) / 1000);
        console.log(`${count} schedules in ${seconds} s: no promise was broken (seed ${seed})`);
    })
    .parseAsync()
    .catch((error: unknown) => {
        console.error(error);
        process.exitCode = 1;
    });
