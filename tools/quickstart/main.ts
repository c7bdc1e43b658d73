import { rmSync } from "node:fs";
import { join } from "node:path";
import { SEED, startSimulator, type Simulator } from "fortanix-ccm-simulator";
import { run } from "../process";
import { ensurePulumi, type PulumiCli } from "../pulumi-cli/ensurePulumi";
import { pulumiEnvironment } from "../pulumi-cli/pulumiEnvironment";
import { readOptions, type QuickstartOptions } from "./options";
import { pulumiStep } from "./pulumiStep";

const STACK = "dev";
const INTERRUPTED = 130;

/** Where the quickstart keeps its stack: in an ignored folder, one for each kind of CCM. */
const work = join(__dirname, "..", "..", ".work", "quickstart");

let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
        if (!interrupted) console.log("\nInterrupted: what was started is stopped first ...");
        interrupted = true;
    });
}

main().then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    },
);

async function main(): Promise<number> {
    const options = readOptions(process.argv.slice(2), process.env);
    const cli = await ensurePulumi(console.log);
    if (interrupted) return INTERRUPTED;
    if (options.endpoint !== undefined) {
        const folder = join(work, "real");
        return takeThroughLife(cli, options, { ...pulumiEnvironment(folder), FORTANIX_CCM_ENDPOINT: options.endpoint });
    }
    const folder = join(work, "simulated");
    rmSync(folder, { recursive: true, force: true });
    const simulator = await startSimulator({ defaultScript: { pendingSeconds: 3, stoppingSeconds: 1 } });
    try {
        const environment = { FORTANIX_CCM_ENDPOINT: simulator.url, FORTANIX_CCM_TOKEN: SEED.writerToken };
        return await takeThroughLife(cli, options, { ...pulumiEnvironment(folder), ...environment }, simulator);
    } finally {
        await simulator.close();
    }
}

interface Step {
    readonly says: string;
    readonly args: readonly string[];
    readonly before?: () => Promise<void>;
}

async function takeThroughLife(
    cli: PulumiCli,
    { config, endpoint }: QuickstartOptions,
    environment: NodeJS.ProcessEnv,
    simulator?: Simulator,
): Promise<number> {
    console.log(`Pulumi ${cli.version}, CCM at ${endpoint ?? `${simulator?.url ?? ""} (simulated on this machine)`}`);
    await prepareStack(cli, config, environment);
    const up = ["up", "--yes", "--skip-preview"];
    const steps: Step[] = [
        { says: "preview: what a merge would start", args: ["preview"] },
        { says: "up: starts the run, and waits until it is RUNNING", args: up },
        {
            says: "a changed trigger, in preview: another run would take its place",
            args: ["preview"],
            before: () => setConfig(cli, { revision: "2" }, environment),
        },
        ...(simulator === undefined
            ? [{ says: "refresh: asks CCM how the run stands", args: refresh }]
            : driftSteps(cli, environment, simulator, up)),
    ];
    let code = 0;
    try {
        for (const [index, step] of steps.entries()) {
            if (code !== 0 || interrupted) break;
            await step.before?.();
            console.log(`\n${index + 1}. ${step.says}`);
            code = await pulumiStep(cli, step.args, environment);
        }
    } finally {
        console.log(`\n${steps.length + 1}. destroy: stops the run, and waits until it is over`);
        const destroyed = await destroy(cli, environment);
        if (code === 0) code = destroyed;
    }
    if (interrupted) return INTERRUPTED;
    if (code === 0) console.log("\nThat was a run's life. The program is examples/quickstart/index.ts.");
    return code;
}

const refresh = ["refresh", "--yes", "--skip-preview"];

/** With a simulated CCM something can happen to the run behind Pulumi's back. */
function driftSteps(
    cli: PulumiCli,
    environment: NodeJS.ProcessEnv,
    simulator: Simulator,
    up: readonly string[],
): Step[] {
    return [
        {
            says: "refresh: sees that the run has FAILED in the meantime",
            args: refresh,
            before: async () => {
                await setConfig(cli, { revision: "1" }, environment);
                const { stdout } = await run(cli.program, ["stack", "output", "runId", "--stack", STACK], {
                    env: environment,
                });
                await fetch(`${simulator.controlUrl}/runs/${stdout.trim()}/end`, {
                    method: "POST",
                    headers: { "content-type": "application/json" },
                    body: JSON.stringify({ status: "FAILED" }),
                });
            },
        },
        { says: "up: starts the run that takes its place", args: up },
    ];
}

/** Makes the stack, or takes away what an earlier quickstart could not. */
async function prepareStack(
    cli: PulumiCli,
    config: Readonly<Record<string, string>>,
    environment: NodeJS.ProcessEnv,
): Promise<void> {
    await mustRun(cli, ["stack", "select", STACK, "--create"], environment);
    const { stdout } = await run(cli.program, ["stack", "--stack", STACK, "--show-ids"], { env: environment });
    if (stdout.includes("WorkflowRun")) {
        console.log("A run of an earlier quickstart is still in the stack; it is stopped first.");
        await destroy(cli, environment);
    }
    await setConfig(cli, { revision: "1", ...config }, environment);
}

/** A `pulumi` that was ended hard leaves its lock behind. */
async function destroy(cli: PulumiCli, environment: NodeJS.ProcessEnv): Promise<number> {
    await run(cli.program, ["cancel", "--yes", "--stack", STACK], { env: environment });
    const code = await pulumiStep(cli, ["destroy", "--yes", "--skip-preview"], environment);
    if (code !== 0) console.log("The run may still be active. `npm run quickstart` tries again to stop it.");
    return code;
}

async function setConfig(
    cli: PulumiCli,
    config: Readonly<Record<string, string>>,
    environment: NodeJS.ProcessEnv,
): Promise<void> {
    const pairs = Object.entries(config).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
    await mustRun(cli, ["config", "set-all", "--stack", STACK, ...pairs], environment);
}

async function mustRun(cli: PulumiCli, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
    const { code, stdout, stderr } = await run(cli.program, args, { env: environment });
    if (code !== 0) throw new Error(`pulumi ${args[0]} failed:\n${stdout}${stderr}`);
}
