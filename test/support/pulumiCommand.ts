import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { measure } from "../runner/costs";
import { until } from "./until";

export interface Outcome {
    readonly code: number;
    /** Output of `pulumi`, both streams. */
    readonly output: string;
}

export interface RunningCommand {
    readonly child: ChildProcess;
    /** Rejects if the command has made no progress for so long that it hangs. */
    readonly outcome: Promise<Outcome>;
    readonly printed: () => string;
    /** Waits for a condition. @throws Error with the command's output if it ends before that */
    readonly until: (what: string, condition: () => boolean | Promise<boolean>) => Promise<void>;
}

interface Surroundings {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
}

/** A command without output for this long hangs, even on a busy machine: rows change while runs are awaited. */
const SILENCE_MS = 300_000;
/** Progress dots of the engine. */
const DOTS = /^@ .*\n?/gm;

/** Starts a `pulumi` command, which does not time out as long as it makes progress. */
export function startPulumi(program: string, args: readonly string[], surroundings: Surroundings): RunningCommand {
    const { cwd, env } = surroundings;
    const measured = measure("command", nameOf(args));
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    const watch = new AbortController();
    const outcome = new Promise<Outcome>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code) => {
            watch.abort();
            measured();
            resolve({ code: code ?? 1, output });
        });
        const progress = () => output.replace(DOTS, "").length;
        silence(progress, watch.signal).then(
            () => {
                child.kill("SIGKILL");
                const minutes = SILENCE_MS / 60_000;
                reject(
                    new Error(
                        `pulumi ${args.join(" ")}: nothing has happened for ${minutes} min; it printed\n${output}`,
                    ),
                );
            },
            () => undefined,
        );
    });
    // Avoids an unhandled rejection while a caller awaits something else; `outcome` still reports the failure.
    outcome.catch(() => undefined);
    const printed = () => output;
    return {
        child,
        outcome,
        printed,
        until: async (what, condition) => {
            const isOver = () => watch.signal.aborted;
            await until(what, async () => isOver() || (await condition()), printed);
            if (isOver() && !(await condition()))
                throw new Error(`pulumi ${args.join(" ")} ended before ${what}:\n${output}`);
        },
    };
}

/** Resolves after `SILENCE_MS` without progress; rejects when aborted. */
async function silence(progress: () => number, signal: AbortSignal): Promise<void> {
    let [last, since] = [progress(), performance.now()];
    while (performance.now() - since < SILENCE_MS) {
        await delay(1000, undefined, { signal, ref: false });
        const now = progress();
        if (now !== last) [last, since] = [now, performance.now()];
    }
}

/** Name of a command, such as `up` or `stack init`. */
function nameOf([first = "", second = ""]: readonly string[]): string {
    return ["stack", "config", "state"].includes(first) ? `${first} ${second}` : first;
}
