import { rmSync } from "node:fs";
import { join } from "node:path";
import { SEED, startSimulator, type Simulator } from "fortanix-ccm-simulator";
import { run } from "../process";
import { ensurePulumi, type PulumiCli } from "../pulumi-cli/ensurePulumi";
import { pulumiEnvironment } from "../pulumi-cli/pulumiEnvironment";
import { readOptions, type QuickstartOptions } from "./options";
import { pulumiStep } from "./pulumiStep";

const INTERRUPTED = 130;

/** `npm test` checks the types of the program; each command here need not do it again. */
const QUICK = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

/** Folder of the quickstart's stacks, ignored by Git, with a subfolder for each kind of CCM. */
const work = join(__dirname, "..", "..", ".work", "quickstart");

const interruption = new AbortController();
const isInterrupted = () => interruption.signal.aborted;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
        if (!isInterrupted()) console.log("\nInterrupted: what was started is stopped first ...");
        interruption.abort();
    });
}

main().then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
        if (!isInterrupted()) console.error(error instanceof Error ? error.message : error);
        process.exitCode = isInterrupted() ? INTERRUPTED : 1;
    },
);

async function main(): Promise<number> {
    const options = readOptions(process.argv.slice(2), process.env);
    const cli = await ensurePulumi(console.log, { signal: interruption.signal });
    if (isInterrupted()) return INTERRUPTED;
    if (options.endpoint !== undefined) {
        const environment = {
            ...pulumiEnvironment(join(work, "real")),
            ...QUICK,
            FORTANIX_CCM_ENDPOINT: options.endpoint,
        };
        return takeThroughLife({ cli, stack: "quickstart", environment, isFresh: false }, options);
    }
    const folder = join(work, "simulated");
    rmSync(folder, { recursive: true, force: true });
    const simulator = await startSimulator({ defaultScript: { pendingSeconds: 3, stoppingSeconds: 1 } });
    try {
        const environment = {
            ...withoutCcm(pulumiEnvironment(folder)),
            ...QUICK,
            FORTANIX_CCM_ENDPOINT: simulator.url,
            FORTANIX_CCM_TOKEN: SEED.writerToken,
        };
        return await takeThroughLife({ cli, stack: "rehearsal", environment, isFresh: true }, options, simulator);
    } finally {
        await simulator.close();
    }
}

/** Leaves out settings of a real CCM, which would not fit the simulated one. */
function withoutCcm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("FORTANIX_CCM_")));
}

/** A stack and how its commands are run. */
interface Drive {
    readonly cli: PulumiCli;
    /** Separate for each kind of CCM, so that their configurations are not mixed up. */
    readonly stack: string;
    readonly environment: NodeJS.ProcessEnv;
    /** Whether the folder has just been created, so that the stack is empty. */
    readonly isFresh: boolean;
}

interface Step {
    readonly says: string;
    readonly args: readonly string[];
    readonly before?: () => Promise<void>;
}

async function takeThroughLife(
    drive: Drive,
    { config, endpoint }: QuickstartOptions,
    simulator?: Simulator,
): Promise<number> {
    const { cli, environment } = drive;
    console.log(`Pulumi ${cli.version}, CCM at ${endpoint ?? `${simulator?.url ?? ""} (simulated on this machine)`}`);
    await prepareStack(drive, config);
    const up = ["up", "--yes", "--skip-preview"];
    const steps: Step[] = [
        { says: "preview: what a merge would start", args: ["preview"] },
        { says: "up: starts the run, and waits until it is RUNNING", args: up },
        {
            says: "a changed trigger, in preview: another run would take its place",
            args: ["preview"],
            before: () => setConfig(drive, { revision: "2" }),
        },
        ...(simulator === undefined
            ? [{ says: "refresh: asks CCM how the run stands", args: refresh }]
            : driftSteps(drive, simulator, up)),
    ];
    let code = 0;
    try {
        for (const [index, step] of steps.entries()) {
            if (code !== 0 || isInterrupted()) break;
            await step.before?.();
            console.log(`\n${index + 1}. ${step.says}`);
            code = await pulumiStep(cli, step.args, environment);
        }
    } finally {
        console.log(`\n${steps.length + 1}. destroy: stops the run, and waits until it is over`);
        if (isInterrupted() || code !== 0) await unlock(drive);
        const destroyed = await destroy(drive);
        if (code === 0) code = destroyed;
    }
    if (isInterrupted()) return INTERRUPTED;
    if (code === 0) console.log("\nThat was a run's life. The program is examples/quickstart/index.ts.");
    return code;
}

const refresh = ["refresh", "--yes", "--skip-preview"];

/** Steps for a simulated CCM, in which the run changes outside of Pulumi. */
function driftSteps(drive: Drive, simulator: Simulator, up: readonly string[]): Step[] {
    return [
        {
            says: "refresh: sees that the run has FAILED in the meantime",
            args: refresh,
            before: async () => {
                await setConfig(drive, { revision: "1" });
                const { stdout } = await run(drive.cli.program, ["stack", "output", "runId", "--stack", drive.stack], {
                    env: drive.environment,
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

/** Creates the stack, or destroys what an earlier quickstart has left in it. */
async function prepareStack(drive: Drive, config: Readonly<Record<string, string>>): Promise<void> {
    const { cli, stack, environment } = drive;
    await mustRun(drive, ["stack", "select", stack, "--create"]);
    if (!drive.isFresh) {
        await unlock(drive);
        const { stdout } = await run(cli.program, ["stack", "--stack", stack, "--show-ids"], { env: environment });
        if (stdout.includes("WorkflowRun")) {
            console.log("A run of an earlier quickstart is still in the stack; it is stopped first.");
            await destroy(drive);
        }
    }
    await setConfig(drive, { revision: "1", ...config });
}

/** Removes the lock that a killed `pulumi` leaves. */
async function unlock({ cli, stack, environment }: Drive): Promise<void> {
    await run(cli.program, ["cancel", "--yes", "--stack", stack], { env: environment });
}

async function destroy({ cli, environment }: Drive): Promise<number> {
    const code = await pulumiStep(cli, ["destroy", "--yes", "--skip-preview"], environment);
    if (code !== 0) console.log("The run may still be active. `npm run quickstart` tries again to stop it.");
    return code;
}

async function setConfig(drive: Drive, config: Readonly<Record<string, string>>): Promise<void> {
    const pairs = Object.entries(config).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
    await mustRun(drive, ["config", "set-all", "--stack", drive.stack, ...pairs]);
}

async function mustRun({ cli, environment }: Drive, args: readonly string[]): Promise<void> {
    const { code, stdout, stderr } = await run(cli.program, args, { env: environment });
    if (code !== 0) throw new Error(`pulumi ${args[0]} failed:\n${stdout}${stderr}`);
}
