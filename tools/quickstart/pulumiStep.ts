import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { PulumiCli } from "../pulumi-cli/ensurePulumi";

/** Lines of a `pulumi` without a terminal that carry no information. */
const NOISE =
    /^(@ (previewing|updating|refreshing|destroying)|\s*$|Duration:|The resources in the stack have been deleted|If you want to remove)/;

/**
 * Runs a `pulumi` command and shows its output. On a terminal, with Pulumi's interactive display; elsewhere line by
 * line, without those that carry no information.
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
        // A terminal also sends Ctrl-C to the child, and a second SIGINT would make it abort.
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
