import fc from "fast-check";
import { explore } from "./explore";
import { schedules } from "./schedule";

/** `npm run explore -- --schedules 10000 --seed 1 --path 0:1`: random schedules against the lifecycle floor. */
const args = new Map(
    process.argv
        .slice(2)
        .flatMap((arg, index, all) => (arg.startsWith("--") ? [[arg.slice(2), all[index + 1] ?? ""]] : [])) as [
        string,
        string,
    ][],
);
const numRuns = Number(args.get("schedules") ?? 10_000);
const seed = Number(args.get("seed") ?? Date.now() % 1_000_000);

const begin = performance.now();
fc.assert(fc.asyncProperty(schedules(), explore), {
    numRuns,
    seed,
    ...(args.has("path") ? { path: args.get("path") ?? "" } : {}),
}).then(
    () =>
        console.log(
            `${numRuns} schedules, none breaks a promise (seed ${seed}), ${Math.round((performance.now() - begin) / 1000)} s`,
        ),
    (error: unknown) => {
        console.error(
            error instanceof Error ? error.message.slice(0, 8000) : error,
            (error as { cause?: Error }).cause?.message,
        );
        process.exitCode = 1;
    },
);
