import assert from "node:assert/strict";
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ChildProcess } from "node:child_process";
import { FAST, inStack, kubernetesRun, type Scenario } from "./scenario";
import { until } from "./until";

/** Ways to end a command. */
export const ENDINGS = {
    killPulumi: (_: Scenario, pulumi: ChildProcess) => pulumi.kill("SIGKILL"),
    killPlugin: ({ stack }: Scenario) => stack.endPlugins(),
    killBoth: ({ stack }: Scenario, pulumi: ChildProcess) => {
        pulumi.kill("SIGKILL");
        stack.endPlugins();
    },
    ctrlCTwice: async (_: Scenario, pulumi: ChildProcess) => {
        pulumi.kill("SIGINT");
        // Sent at once, the second signal may be taken for the first.
        await new Promise((resolve) => setTimeout(resolve, 200));
        pulumi.kill("SIGINT");
    },
    terminate: async (_: Scenario, pulumi: ChildProcess) => {
        pulumi.kill("SIGTERM");
        await new Promise((resolve) => setTimeout(resolve, 200));
        pulumi.kill("SIGTERM");
    },
} as const;

export type Ending = keyof typeof ENDINGS;

interface Moment {
    readonly command: "up" | "refresh" | "destroy";
    /** Prolongs the moment so that it is not missed. */
    readonly prepare?: (scenario: Scenario) => Promise<unknown>;
    /** Whether it has come, from the service's requests since the command began; called once its plugin runs. */
    readonly hasCome: (scenario: Scenario, before: Seen) => Promise<boolean>;
}

/** A moment a fixed time after the start of the command. */
interface LaterMoment {
    readonly command: Moment["command"];
    readonly afterMs: number;
}

function passing({ command, afterMs }: LaterMoment): Moment {
    let end: number | undefined;
    return {
        command,
        hasCome: async () => performance.now() >= (end ??= performance.now() + afterMs),
    };
}

interface Seen {
    readonly plugins: readonly number[];
    readonly runs: number;
    readonly requests: Readonly<Record<string, number>>;
}

const asked = (operation: string) => async (scenario: Scenario, before: Seen) =>
    (await seen(scenario)).requests[operation] !== before.requests[operation];

const slow =
    (operation: string, when: "before" | "after") =>
    ({ ccm }: Scenario) =>
        ccm.fault({ operation, when, kind: "delay", delayMs: 4000, times: 5 });

/** Moments at which a command is ended. */
export const MOMENTS = {
    pluginBegins: { command: "up", hasCome: async () => true },
    startIsSent: {
        command: "up",
        prepare: slow("startRun", "before"),
        hasCome: async ({ ccm }) => (await ccm.underWay("startRun")) === 2,
    },
    startIsCarriedOut: {
        command: "up",
        prepare: slow("startRun", "after"),
        hasCome: async (scenario, before) => (await seen(scenario)).runs === before.runs + 2,
    },
    runIsKnown: {
        command: "up",
        hasCome: async (scenario, before) =>
            (await asked("startRun")(scenario, before)) || (await asked("runStatus")(scenario, before)),
    },
    runIsWaitedFor: { command: "up", hasCome: asked("runStatus") },
    lostRunIsLookedFor: { command: "up", hasCome: asked("listRuns") },
    statusIsRead: {
        command: "refresh",
        prepare: slow("runStatus", "before"),
        hasCome: async ({ ccm }) => (await ccm.underWay("runStatus")) > 0,
    },
    stopIsSent: {
        command: "destroy",
        prepare: slow("stopRun", "before"),
        hasCome: async ({ ccm }) => (await ccm.underWay("stopRun")) > 0,
    },
    stopIsCarriedOut: {
        command: "destroy",
        prepare: slow("stopRun", "after"),
        hasCome: async ({ ccm }) => (await ccm.runs()).some(({ status }) => status === "TERMINATING"),
    },
    stopIsWaitedFor: { command: "destroy", hasCome: asked("stopRun") },
} satisfies Record<string, Moment>;

export type MomentName = keyof typeof MOMENTS;

/**
 * Tests a stack whose commands are all interrupted in one way: updates, after which one undisturbed `up` reconciles
 * state and service; then refresh and destroy, after which a last destroy leaves nothing.
 *
 * @param moments in the order of the commands: `up`, `refresh`, `destroy`
 */
export function interruptedLife(
    promise: string,
    how: Ending,
    moments: readonly MomentName[],
    // Two identical ones, neither of which may take the other's run.
    names: readonly string[] = ["one", "twin"],
): void {
    inStack(
        `${promise}: no run is lost or started twice`,
        async (scenario) => {
            const { ccm, stack } = scenario;
            await ccm.script({ pendingSeconds: 600, stoppingSeconds: 3 });
            const program = (args: Record<string, unknown>) =>
                Object.fromEntries(names.map((name) => [name, kubernetesRun(args)]));
            const isStart = (name: MomentName) => MOMENTS[name].command === "up";
            stack.declare(program({}));
            for (const name of moments.filter(isStart)) await mustInterrupt(scenario, name, how);
            // Another `waitFor` does not change the run, and the last update need not wait.
            stack.declare(program({ waitFor: "NONE" }));
            await checkUp(scenario, names);
            assert.equal((await ccm.runs()).length, names.length, "each run was started exactly once");
            for (const name of moments.filter((moment) => !isStart(moment))) await mustInterrupt(scenario, name, how);
            await checkDestroy(scenario);
            stack.endProcesses();
        },
        FAST,
    );
}

async function mustInterrupt(scenario: Scenario, name: MomentName, how: Ending): Promise<void> {
    assert.ok(await interrupt(scenario, MOMENTS[name], how), `the command ended before it was interrupted: ${name}`);
}

/** Runs the moment's command, ends it then, and checks that no run is forgotten. @returns whether the moment came */
export async function interrupt(scenario: Scenario, moment: Moment | LaterMoment, ending: Ending): Promise<boolean> {
    const { ccm, stack } = scenario;
    const { command, prepare, hasCome } = "afterMs" in moment ? passing(moment) : moment;
    const before = await seen(scenario);
    await prepare?.(scenario);
    const { child, outcome, printed } = stack.start(command, "--yes", "--skip-preview");
    let isOver = false;
    child.once("close", () => (isOver = true));
    // The plugin of a killed `pulumi` sends requests for some more seconds, which do not belong to this command.
    const hasBegun = () => stack.plugins().some((pid) => !before.plugins.includes(pid));
    await until(
        "the moment to interrupt",
        async () => isOver || (hasBegun() && (await hasCome(scenario, before))),
        printed,
    );
    const hasMoment = !isOver;
    await ENDINGS[ending](scenario, child);
    await outcome;
    await ccm.clearFaults();
    unlock(scenario);
    await checkNothingForgotten(scenario);
    return hasMoment;
}

/**
 * Removes the lock of a killed `pulumi`, as `pulumi cancel` does, but faster. Also removes empty attribute files of the
 * file backend, which a kill may leave: they are not needed, and the state could not be read with them.
 */
export function unlock({ stack }: Scenario): void {
    const backend = join(stack.folder, ".pulumi", "state", ".pulumi");
    rmSync(join(backend, "locks"), { recursive: true, force: true });
    for (const name of readdirSync(backend, { recursive: true, encoding: "utf8" })) {
        const path = join(backend, name);
        if (name.endsWith(".attrs") && statSync(path).size === 0) rmSync(path);
    }
}

/** Checks that each active run is in state or in the journal, or that the journal has a start with an open outcome. */
async function checkNothingForgotten(scenario: Scenario): Promise<void> {
    const { ccm, stack } = scenario;
    const active = (await ccm.runs()).filter(({ status }) => ["PENDING", "RUNNING"].includes(status));
    const inState = stack.allRuns().map(({ id }) => id);
    const journal = Object.values(stack.journal());
    const unknown = active.filter(
        ({ runId }) => !inState.includes(runId) && !journal.some((record) => record.runId === runId),
    );
    const open = journal.filter(({ stage }) => stage === "requested").length;
    assert.ok(
        unknown.length <= open,
        `active runs in neither state nor journal: ${JSON.stringify({ unknown, journal, inState })}`,
    );
}

/** Ends an `up` once CCM has started this many runs. */
export async function interruptUp(scenario: Scenario, ending: Ending, runs: number): Promise<void> {
    const { ccm, stack } = scenario;
    const { child, outcome, until: whileItRuns } = stack.start("up", "--yes", "--skip-preview");
    await whileItRuns("the runs to be started", async () => (await ccm.runs()).length >= runs);
    await ENDINGS[ending](scenario, child);
    await outcome;
    stack.endProcesses();
    unlock(scenario);
}

/** Kills an `up` and all its processes once a condition is met. Its lock stays. */
export async function killUp(
    { stack }: Pick<Scenario, "stack">,
    what: string,
    condition: (printed: string) => boolean | Promise<boolean>,
): Promise<void> {
    const { child, outcome, printed, until: whileItRuns } = stack.start("up", "--yes", "--skip-preview");
    await whileItRuns(what, () => condition(printed()));
    child.kill("SIGKILL");
    await outcome;
    stack.endProcesses();
}

/** Continues as another machine with the same backend: deletes the local data of this one. */
export function loseDisk({ stack }: Pick<Scenario, "stack">): void {
    rmSync(join(stack.folder, ".pulumi", "home"), { recursive: true, force: true });
}

/** Checks that one `up` reconciles state and service, and that a destroy leaves nothing. */
export async function checkRecovery(scenario: Scenario, names: readonly string[]): Promise<void> {
    await checkUp(scenario, names);
    await checkDestroy(scenario);
}

async function checkUp(scenario: Scenario, names: readonly string[]): Promise<void> {
    const { stack } = scenario;
    const up = await stack.up();
    assert.equal(up.code, 0, up.output);
    const state = await stack.runs();
    assert.deepEqual(Object.keys(state).sort(), [...names].sort());
    const ids = Object.values(state).map(({ id }) => id);
    assert.equal(new Set(ids).size, names.length, "each resource has its own run");
    assert.deepEqual((await activeRuns(scenario)).sort(), [...ids].sort(), up.output);
    assert.deepEqual(stack.journal(), {});
}

async function checkDestroy(scenario: Scenario): Promise<void> {
    const destroy = await scenario.stack.destroy();
    assert.equal(destroy.code, 0, destroy.output);
    assert.deepEqual(await activeRuns(scenario), []);
}

async function activeRuns({ ccm }: Scenario): Promise<string[]> {
    const active = (await ccm.runs()).filter(({ status }) => !["TERMINATED", "SUCCEEDED"].includes(status));
    return active.map(({ runId }) => runId);
}

async function seen({ ccm, stack }: Scenario): Promise<Seen> {
    const requests: Record<string, number> = {};
    for (const { operation } of await ccm.requests()) requests[operation] = (requests[operation] ?? 0) + 1;
    return { plugins: stack.plugins(), runs: (await ccm.runs()).length, requests };
}
