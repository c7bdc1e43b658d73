import { spawnSync } from "node:child_process";

/** A backend may be far away. */
const LIMIT_MS = 30_000;
const MAX_OUTPUT = 50_000_000;

/** Runs a `pulumi` command to its end. On Windows it goes through a shell: no argument may mean something to that. */
export function runPulumi(args: readonly string[], environment: NodeJS.ProcessEnv) {
    return spawnSync("pulumi", args, {
        encoding: "utf8",
        env: environment,
        timeout: LIMIT_MS,
        maxBuffer: MAX_OUTPUT,
        shell: process.platform === "win32",
    });
}
