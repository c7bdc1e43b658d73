import fc from "fast-check";
import type { Operation, RequestFault } from "./virtualService";

/** A command on a stack, with the faults and events during it. */
export interface Step {
    readonly command: "up" | "refresh" | "destroy" | "replace";
    /** Generation of the inputs of each resource; `undefined` if the program does not declare it. */
    readonly generations: readonly (number | undefined)[];
    /** Which resource `--replace` names. */
    readonly target: number;
    readonly faults: readonly RequestFault[];
    readonly events: readonly Event[];
    /** Pause before the next step, in milliseconds. Killed work may still be in progress then. */
    readonly pauseMs: number;
    /** Change of the machine or the stack before the next step. */
    readonly then: "nothing" | "diskIsLost" | "stackIsRenamed";
}

/** An event while a command runs. */
export interface Event {
    readonly atMs: number;
    readonly what:
        | "interrupt"
        | "killPulumi"
        | "killPlugin"
        | "killBoth"
        | "end"
        | "fail"
        | "purge"
        | "expire"
        | "foreign"
        | "jump"
        | "repeatRows"
        | "hideRow";
    /** Index of the run, length of a rejection or size of a clock jump, depending on `what`. */
    readonly size: number;
}

export interface Schedule {
    /** Group of each resource; resources of one group request identical runs. */
    readonly groups: readonly number[];
    /** Whether runs with different inputs are indistinguishable in CCM: a lost start may then be undecidable. */
    readonly lookAlike: boolean;
    /** How far the service's list lags behind, in milliseconds. */
    readonly lagMs: number;
    /** Offset of the gateway's clock from CCM's, in hours; `undefined` if it sends no time. */
    readonly gatewayHours: number | undefined;
    readonly pendingSeconds: number;
    readonly waitFor: "NONE" | "RUNNING";
    readonly steps: readonly Step[];
}

const operations: Operation[] = ["startRun", "startRun", "startRun", "runStatus", "stopRun", "listRuns"];

const lost = ["reset", "silence", "cut", "html", "page403", "page429", 500, 502, 503, 504] as const;
/** Statuses of a service that has rejected a request without acting on it. */
const refused = [401, 403, 429] as const;

const fault: fc.Arbitrary<RequestFault> = fc
    .oneof(
        fc.record({ when: fc.constantFrom("before" as const, "after" as const), kind: fc.constantFrom(...lost) }),
        fc.record({ when: fc.constant("before" as const), kind: fc.constantFrom(...refused) }),
        fc.record({ when: fc.constant("late" as const), kind: fc.constantFrom(...lost) }),
        fc.record({ when: fc.constant("after" as const), kind: fc.constant("otherId" as const) }),
    )
    .chain((how) =>
        fc.record({
            ...{ when: fc.constant(how.when), kind: fc.constant(how.kind) },
            // These apply only to starts.
            operation:
                how.when === "late" || how.kind === "otherId"
                    ? fc.constant("startRun" as const)
                    : fc.constantFrom(...operations),
            nth: fc.integer({ min: 1, max: 4 }),
            takesMs: fc.constantFrom(0, 0, 500, 5_000, 15_000),
        }),
    );

/** A fault in the response to a start, whatever CCM has done. */
export const lostStart: fc.Arbitrary<Omit<RequestFault, "operation" | "nth">> = fc.record({
    when: fc.constantFrom("before", "after", "late"),
    kind: fc.constantFrom(...lost),
    takesMs: fc.constantFrom(0, 500, 5_000, 15_000),
});

const event: fc.Arbitrary<Event> = fc.record({
    // Most relevant moments are within the first seconds.
    atMs: fc.oneof(
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 60_000 }),
    ),
    what: fc.constantFrom(
        "interrupt",
        "killPulumi",
        "killPulumi",
        "killPlugin",
        "killBoth",
        "killBoth",
        "end",
        "fail",
        "purge",
        "expire",
        "foreign",
        "jump",
        "repeatRows",
        "hideRow",
    ),
    size: fc.integer({ min: 0, max: 9 }),
});

export function schedules(): fc.Arbitrary<Schedule> {
    return fc.integer({ min: 1, max: 5 }).chain((count) => {
        const step: fc.Arbitrary<Step> = fc.record({
            command: fc.constantFrom("up", "up", "up", "up", "refresh", "destroy", "replace"),
            generations: fc.array(
                fc.oneof(
                    { weight: 6, arbitrary: fc.constant(0) },
                    { weight: 2, arbitrary: fc.constant(1) },
                    { weight: 1, arbitrary: fc.constant(undefined) },
                ),
                { minLength: count, maxLength: count },
            ),
            target: fc.integer({ min: 0, max: count - 1 }),
            faults: fc.array(fault, { maxLength: 3 }),
            events: fc.array(event, { maxLength: 3 }),
            pauseMs: fc.constantFrom(1_500, 3_000, 10_000),
            then: fc.constantFrom("nothing", "nothing", "nothing", "diskIsLost", "stackIsRenamed"),
        });
        return fc.record({
            groups: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: count, maxLength: count }),
            lookAlike: fc.oneof(
                { weight: 4, arbitrary: fc.constant(false) },
                { weight: 1, arbitrary: fc.constant(true) },
            ),
            lagMs: fc.constantFrom(0, 0, 3_000, 15_000),
            gatewayHours: fc.oneof(
                { weight: 6, arbitrary: fc.constant(0) },
                { weight: 1, arbitrary: fc.constantFrom(undefined, -5.3, 3.4) },
            ),
            pendingSeconds: fc.constantFrom(0, 3, 30),
            waitFor: fc.constantFrom("NONE", "RUNNING"),
            steps: fc.array(step, { minLength: 1, maxLength: 5 }),
        });
    });
}
