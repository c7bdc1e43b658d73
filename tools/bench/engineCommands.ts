import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import { Ccm } from "../../test/support/control";
import { ensurePulumi } from "../pulumi-cli/ensurePulumi";
import { pulumiEnvironment } from "../pulumi-cli/pulumiEnvironment";
import { run } from "../process";
import { PeakMemory } from "./processTree";
import { projectOf, TIMES, VARIANTS, type ProgramTimes, type Variant } from "./programs";

export const COMMANDS = {
    "up from empty": ["up", "--yes", "--skip-preview"],
    "preview, nothing changed": ["preview", "--expect-no-changes"],
    refresh: ["refresh", "--yes", "--skip-preview"],
    destroy: ["destroy", "--yes", "--skip-preview"],
} as const;
export type CommandName = keyof typeof COMMANDS;

/**
 * From this many resources on the engine does not write its state after each step: it writes all of it each time, and the
 * time for that grows with the square of their number, whatever they are.
 */
const WITHOUT_CHECKPOINTS = 1000;

/** Every answer comes so much later. */
const DELAY = { operation: "*", when: "before", kind: "delay", times: Number.MAX_SAFE_INTEGER } as const;

export interface Sample {
    readonly variant: Variant;
    readonly count: number;
    readonly latencyMs: number;
    readonly command: CommandName;
    readonly round: number;
    readonly seconds: number;
    /** Of all processes of the command together; Linux only. */
    readonly peakBytes: number | undefined;
    /** Of the stack's resources in state, after an `up`; the engine's own fields included. */
    readonly stateBytesPerResource: number | undefined;
    /** Of the program, where the command runs it. */
    readonly times: ProgramTimes | undefined;
}

interface Plan {
    readonly counts: readonly number[];
    readonly latencies: readonly number[];
    readonly rounds: number;
}

/**
 * Takes stacks through their life, one of each variant beside the others. Each command of a round is measured for all
 * variants, in an order that turns with the round, before the next command: what disturbs the machine disturbs all alike.
 */
export async function measureEngineCommands(
    folder: string,
    { counts, latencies, rounds }: Plan,
    progress: (text: string) => void,
): Promise<Sample[]> {
    const { program } = await ensurePulumi(progress);
    const samples: Sample[] = [];
    for (const latencyMs of latencies) {
        for (const count of counts) {
            const ccm = await Ccm.start();
            try {
                if (latencyMs > 0) await ccm.fault({ ...DELAY, delayMs: latencyMs });
                const stacks = VARIANTS.map((variant) => openStack(folder, variant, count, ccm.url));
                for (const { cwd, env } of stacks) await command(program, ["stack", "init", "bench"], cwd, env);
                // One round before that is not counted: caches of the disk and of the plugin's packages.
                for (let round = 0; round <= rounds; round++) {
                    progress(`${count} resources, ${latencyMs} ms latency, round ${round} of ${rounds}`);
                    for (const name of Object.keys(COMMANDS) as CommandName[]) {
                        for (const { variant, cwd, env, state } of turned(stacks, round)) {
                            const measured = await command(program, COMMANDS[name], cwd, env);
                            const stateBytesPerResource =
                                name === "up from empty" ? stateBytes(state) / count : undefined;
                            const sample = { variant, count, latencyMs, command: name, round, ...measured };
                            if (round > 0) samples.push({ ...sample, stateBytesPerResource });
                        }
                    }
                }
            } finally {
                await ccm.close();
            }
        }
    }
    return samples;
}

export function openStack(folder: string, variant: Variant, count: number, endpoint: string) {
    const cwd = join(folder, `${variant}-${count}`);
    rmSync(cwd, { recursive: true, force: true });
    mkdirSync(cwd, { recursive: true });
    for (const [name, text] of Object.entries(projectOf(variant))) writeFileSync(join(cwd, name), text);
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
    return { variant, cwd, env, state: join(cwd, ".pulumi", "state", ".pulumi", "stacks", "bench") };
}

function turned<T>(items: readonly T[], by: number): T[] {
    const at = by % items.length;
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

/** Runs one command of Pulumi and watches it. */
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
