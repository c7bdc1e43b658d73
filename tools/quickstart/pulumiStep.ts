import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { PulumiCli } from "../pulumi-cli/ensurePulumi";

/** Lines of a `pulumi` that is not on a terminal which only show that time passes. */
const NOISE =
    /^(@ (previewing|updating|refreshing|destroying)|\s*$|Duration:|The resources in the stack have been deleted|If you want to remove)/;

/**
 * Runs one `pulumi` command in the person's sight. On a terminal it has the terminal, with rows that live; elsewhere
 * its lines are passed on without those that say nothing.
 *
 * @returns the exit code
 */
export function pulumiStep(cli: PulumiCli, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
    return new Promise((resolve, reject) => {
        const live = process.stdout.isTTY;
        const child = spawn(cli.program, [...args, ...(live ? [] : ["--non-interactive"])], {
            env: environment,
            stdio: live ? "inherit" : ["ignore", "pipe", "inherit"],
        });
        // A terminal has sent Ctrl-C to the child as well, and a second one would make it drop its work.
        const forward = () => process.stdin.isTTY || child.kill("SIGINT");
        const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
        for (const signal of signals) process.on(signal, forward);
        child.on("error", reject);
        child.on("close", (code) => {
            for (const signal of signals) process.off(signal, forward);
            resolve(code ?? 1);
        });
        if (child.stdout !== null) {
            createInterface({ input: child.stdout }).on(
                "line",
                (line) => NOISE.test(line) || console.log(`   ${line}`),
            );
        }
    });
}
