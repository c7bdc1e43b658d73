import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import { Ccm } from "../../test/support/control";
import { ensurePulumi } from "../pulumi-cli/ensurePulumi";
import { pulumiEnvironment } from "../pulumi-cli/pulumiEnvironment";
import { run } from "../process";
import { PeakMemory } from "./processTree";
import { projectOf, TIMES, type ProgramTimes, type Variant } from "./programs";

const COMMANDS = {
    "up from empty": ["up", "--yes", "--skip-preview"],
    "preview, nothing changed": ["preview", "--expect-no-changes"],
    refresh: ["refresh", "--yes", "--skip-preview"],
    destroy: ["destroy", "--yes", "--skip-preview"],
} as const;
export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

/**
 * Number of resources from which checkpoints are turned off: the engine writes the whole state after each step, which
 * takes time that grows with the square of the number of resources, in every variant.
 */
const WITHOUT_CHECKPOINTS = 1000;

/** Delays every response. */
const DELAY = { operation: "*", when: "before", kind: "delay", times: Number.MAX_SAFE_INTEGER } as const;

export interface Sample {
    readonly name: Variant;
    readonly count: number;
    readonly latencyMs: number;
    readonly command: CommandName;
    readonly round: number;
    readonly seconds: number;
    /** Requests that the service received. */
    readonly requests: number;
    /** Peak memory of all processes of the command together; Linux only. */
    readonly peakBytes: number | undefined;
    /** Size of the stack's resources in state after an `up`, including the engine's own fields. */
    readonly stateBytesPerResource: number | undefined;
    /** Times of the program, for commands that run it. */
    readonly times: ProgramTimes | undefined;
}

export interface Plan {
    /** How many resources a stack has. */
    readonly resources: readonly number[];
    /** How long the service takes to answer, in milliseconds. */
    readonly latency: readonly number[];
    readonly rounds: number;
    /** Runs of others that are started after the stack's: the list shows them first. */
    readonly newerRuns: number;
}

/**
 * Measures all commands on one stack of each variant, each with its own service. Each command of a round is measured
 * for all variants before the next command, in an order that rotates once over all rounds, so that load on the machine
 * affects all variants alike.
 */
export async function measureEngineCommands(
    folder: string,
    variants: readonly Variant[],
    { resources, latency, rounds, newerRuns }: Plan,
    progress: (text: string) => void,
): Promise<Sample[]> {
    const { program } = await ensurePulumi(progress);
    const samples: Sample[] = [];
    for (const latencyMs of latency) {
        for (const count of resources) {
            const stacks = [];
            try {
                for (const variant of variants) {
                    const ccm = await Ccm.start();
                    const stack = openStack(folder, variant, count, ccm.url);
                    stacks.push({ ...stack, ccm });
                    if (latencyMs > 0) await ccm.fault({ ...DELAY, delayMs: latencyMs });
                    await command(program, ["stack", "init", "bench"], stack.cwd, stack.env);
                }
                // Round 0 is not counted: it fills the caches of the disk and of the plugin's packages.
                for (let round = 0; round <= rounds; round++) {
                    progress(`${count} resources, ${latencyMs} ms latency, round ${round} of ${rounds}`);
                    for (const name of COMMAND_NAMES) {
                        for (const stack of turned(stacks, (round * stacks.length) / rounds)) {
                            const measured = await measure(program, stack, name, newerRuns);
                            const what = { name: stack.name, count, latencyMs, command: name, round };
                            if (round > 0) samples.push({ ...what, ...measured });
                        }
                    }
                }
            } finally {
                for (const { ccm } of stacks) await ccm.close();
            }
        }
    }
    return samples;
}

/** Measures one command on one stack, with its requests and the size of the state. */
async function measure(
    program: string,
    { cwd, env, count, state, ccm }: BenchStack & { readonly ccm: Ccm },
    name: CommandName,
    newerRuns: number,
) {
    await ccm.forgetRequests();
    const measured = await command(program, COMMANDS[name], cwd, env);
    const requests = (await ccm.requests()).length;
    if (name !== "up from empty") return { ...measured, requests, stateBytesPerResource: undefined };
    await Promise.all(Array.from({ length: newerRuns }, () => ccm.startForeign()));
    return { ...measured, requests, stateBytesPerResource: stateBytes(state) / count };
}

export interface BenchStack {
    readonly name: Variant;
    readonly count: number;
    /** Folder of its project. */
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    /** Folder of its state. */
    readonly state: string;
}

export function openStack(folder: string, name: Variant, count: number, endpoint: string): BenchStack {
    const cwd = join(folder, `${name}-${count}`);
    rmSync(cwd, { recursive: true, force: true });
    mkdirSync(cwd, { recursive: true });
    for (const [file, text] of Object.entries(projectOf(name))) writeFileSync(join(cwd, file), text);
    const env = {
        ...pulumiEnvironment(join(cwd, ".pulumi")),
        ...(count >= WITHOUT_CHECKPOINTS && { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" }),
        PULUMI_STACK: "bench",
        FORTANIX_CCM_ENDPOINT: endpoint,
        FORTANIX_CCM_TOKEN: SEED.writerToken,
        FORTANIX_CCM_MAX_REQUESTS_PER_SECOND: "1000",
        BENCH_COUNT: String(count),
        BENCH_GRAPH: SEED.graphId,
        BENCH_CLUSTER: SEED.kubernetesClusterId,
    };
    return { name, count, cwd, env, state: join(cwd, ".pulumi", "state", ".pulumi", "stacks", "bench") };
}

function turned<T>(items: readonly T[], by: number): T[] {
    const at = Math.floor(by) % items.length;
    return [...items.slice(at), ...items.slice(0, at)];
}

function stateBytes(folder: string): number {
    const [file = ""] = readdirSync(folder).filter((name) => name.endsWith(".json"));
    const { checkpoint } = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
        checkpoint: { latest: { resources: { type: string }[] } };
    };
    const ours = checkpoint.latest.resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic"));
    return ours.reduce((sum, resource) => sum + JSON.stringify(resource).length, 0);
}

/** Runs a `pulumi` command and measures its time and memory. */
export async function command(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
    const begin = performance.now();
    let memory: PeakMemory | undefined;
    const { code, stdout, stderr } = await run(program, [...args, "--non-interactive", "--color", "never"], {
        cwd,
        env,
        onStart: (pid) => (memory = new PeakMemory(pid)),
    });
    const seconds = (performance.now() - begin) / 1000;
    const peakBytes = memory?.stop();
    const output = stdout + stderr;
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} in ${cwd} ended with ${code}:\n${output}`);
    const [, times] = TIMES.exec(output) ?? [];
    return { seconds, peakBytes, times: times === undefined ? undefined : (JSON.parse(times) as ProgramTimes) };
}
