import fc from "fast-check";
import type { Operation, RequestFault } from "./virtualService";

/** What somebody does to a stack, and what goes wrong meanwhile. */
export interface Step {
    readonly command: "up" | "refresh" | "destroy" | "replace";
    /** By resource: changed when its inputs are; absent from the program when `undefined`. */
    readonly generations: readonly (number | undefined)[];
    /** Which resource `--replace` names. */
    readonly target: number;
    readonly faults: readonly RequestFault[];
    readonly events: readonly Event[];
    /** Before the next one. What was killed may still be at it. */
    readonly pauseMs: number;
    /** What happens to the machine or the stack before the next one. */
    readonly then: "nothing" | "diskIsLost" | "stackIsRenamed";
}

/** Something that happens while a command is under way. */
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
    /** Which run, or how far the clock is set, by what it means there. */
    readonly size: number;
}

export interface Schedule {
    /** Resources; those of one group ask for the very same run. */
    readonly groups: readonly number[];
    /** Whether runs of different inputs look the same to CCM: a lost start can then be beyond deciding. */
    readonly lookAlike: boolean;
    /** How far the service's list lags behind, in milliseconds. */
    readonly lagMs: number;
    /** Which time the gateway tells: CCM's, that of hours before or after, or none. */
    readonly gatewayHours: number | undefined;
    readonly pendingSeconds: number;
    readonly waitFor: "NONE" | "RUNNING";
    readonly steps: readonly Step[];
}

const operations: Operation[] = ["startRun", "startRun", "startRun", "runStatus", "stopRun", "listRuns"];

const lost = ["reset", "silence", "cut", "html", "page403", "page429", 500, 502, 503, 504] as const;
/** A service that refuses has done nothing. */
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
            // These are about starts.
            operation:
                how.when === "late" || how.kind === "otherId"
                    ? fc.constant("startRun" as const)
                    : fc.constantFrom(...operations),
            nth: fc.integer({ min: 1, max: 4 }),
            takesMs: fc.constantFrom(0, 0, 500, 5_000, 15_000),
        }),
    );

/** A start whose answer does not come as it should, whatever CCM has done. */
export const lostStart: fc.Arbitrary<Omit<RequestFault, "operation" | "nth">> = fc.record({
    when: fc.constantFrom("before", "after", "late"),
    kind: fc.constantFrom(...lost),
    takesMs: fc.constantFrom(0, 500, 5_000, 15_000),
});

const event: fc.Arbitrary<Event> = fc.record({
    // Most of what matters happens within the first seconds.
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
