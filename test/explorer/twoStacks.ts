import fc from "fast-check";
import { EngineModel, newMachine, type Program, type UpdateResult } from "./engineModel";
import { lostStart } from "./schedule";
import { type RequestFault, VirtualService } from "./virtualService";
import { inputsOf, nameOf } from "./wantedRuns";

/** Two stacks of one machine whose updates start indistinguishable runs at the same time. */
export interface TwoStacks {
    /** Whether their inputs are identical, or only indistinguishable in CCM. */
    readonly haveSameInputs: boolean;
    /** Delay of the second update after the first, in milliseconds. */
    readonly afterMs: number;
    readonly lagMs: number;
    readonly pendingSeconds: number;
    /** When the first is killed, with its plugin process, in milliseconds; `undefined` when it is not. */
    readonly killedMs: number | undefined;
    /** Fault of each stack's first start request; `undefined` for none. */
    readonly faults: readonly (Omit<RequestFault, "operation" | "nth"> | undefined)[];
}

export function twoStacks(): fc.Arbitrary<TwoStacks> {
    return fc.record({
        haveSameInputs: fc.boolean(),
        // Before the first one would repeat its start: each loses at most one response.
        afterMs: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 60_000 })),
        killedMs: fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined, freq: 1 }),
        lagMs: fc.constantFrom(0, 3_000, 15_000),
        pendingSeconds: fc.constantFrom(0, 3, 30),
        faults: fc.array(fc.option(lostStart, { nil: undefined, freq: 4 }), { minLength: 2, maxLength: 2 }),
    });
}

/**
 * Maximum time from a lost response until an update has its run or asks the user to decide: CCM may act for one more
 * minute, its list may lag, the wait for the other stack takes less than a minute, and a repeated start may have to
 * wait for its run.
 */
const SETTLED_MS = 3.5 * 60_000;
/** Timeout of a request without a response, which the other stack does not cause. */
const UNANSWERED_MS = 2 * 60_000;
const LIMIT_MS = 3600_000;

/** Runs a schedule of two stacks. @throws Error that names the violated guarantee */
export async function exploreTwoStacks(schedule: TwoStacks): Promise<void> {
    const service = new VirtualService();
    service.world.listLagMs = schedule.lagMs;
    const { pendingSeconds } = schedule;
    service.world.defaultScript = { ...service.world.defaultScript, pendingSeconds, stoppingSeconds: 2 };
    service.setFaults(
        schedule.faults.flatMap((fault, index) =>
            fault === undefined ? [] : [{ ...fault, operation: "startRun" as const, nth: index + 1 }],
        ),
    );
    const machine = newMachine();
    const stacks = ["one", "two"].map((name) => new EngineModel(service, machine, name));
    const marks = stacks.map((_, index) => (schedule.haveSameInputs ? "both" : `stack ${index}`));
    const programs = marks.map((mark): Program => new Map([[nameOf(0), inputsOf(mark, "scoring")]]));
    const log: string[] = [];

    const fail = (promise: string): never => {
        const runs = service.started.map(
            ({ run, mark }) => `${run.runId.slice(-4)} ${service.world.statusOf(run)} ${mark}`,
        );
        const said = stacks.flatMap((stack) => stack.said).join("\n");
        throw new Error(`broken: ${promise}\n${log.join("\n")}\nruns: ${runs.join(", ")}\nsaid: ${said}`);
    };

    const up = async (index: number, afterMs: number): Promise<UpdateResult> => {
        await service.clock.sleep(afterMs);
        const begin = service.clock.now();
        const stack = stacks[index];
        const program = programs[index];
        if (stack === undefined || program === undefined) throw new Error("there are two");
        const result = await stack.up(program);
        const tookMs = service.clock.now() - begin;
        log.push(`stack ${index}: ${result.ok ? "ok" : result.errors.join(" | ")} after ${tookMs / 1000} s`);
        const isUnanswered = schedule.faults.some((fault) => fault?.kind === "silence");
        if (tookMs > SETTLED_MS + (isUnanswered ? UNANSWERED_MS : 0))
            fail("two updates at once do not block each other");
        const says = /[Nn]o(thing more|thing)? (run )?was started|[Rr]un [0-9a-f-]{36}|may have been started|which run/;
        for (const text of result.errors) if (!says.test(text)) fail(`an error says what is there: ${text}`);
        return result;
    };

    const check = () => {
        const ids = stacks.flatMap((stack) => stack.stack.entries().map(([, { id }]) => id));
        if (new Set(ids).size !== ids.length) fail("no two stacks have the same run");
        for (const [index, stack] of stacks.entries()) {
            const wanted = marks[index];
            const started = service.started.filter(({ mark }) => mark === wanted).length;
            if (started > marks.filter((mark) => mark === wanted).length) fail(`${wanted} is started twice`);
            for (const [, { id }] of stack.stack.entries()) {
                const own = service.started.find(({ run }) => run.runId === id);
                if (own?.mark !== wanted) fail(`stack ${index} has a run of its own`);
            }
        }
        const noted = machine.shelf.noted().flatMap(({ record }) => (record.stage === "started" ? [record.runId] : []));
        const open = new Set([
            ...machine.shelf.noted().flatMap(({ record }) => (record.stage === "requested" ? [record.stamp] : [])),
            ...stacks.flatMap(({ stack }) => stack.pendingCreates.map(({ stamp }) => stamp)),
        ]).size;
        const unknown = service.active().filter(({ run }) => !ids.includes(run.runId) && !noted.includes(run.runId));
        if (unknown.length > open) fail("every active run is in state or in the journal");
    };

    if (schedule.killedMs !== undefined) service.clock.after(schedule.killedMs, () => stacks[0]?.kill("both"));
    await service.clock.run(Promise.all([up(0, 0), up(1, schedule.afterMs)]), LIMIT_MS);
    check();
    await service.clock.run(service.clock.sleep(5 * 60_000), 5 * 60_000);
    // Each stack runs alone, without faults: an ambiguous start is still ambiguous.
    for (const index of stacks.keys()) {
        await service.clock.run(up(index, 0), LIMIT_MS);
        check();
    }
}
