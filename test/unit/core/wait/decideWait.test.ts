import assert from "node:assert/strict";
import {
    decideWait,
    GONE_LIMIT_MS,
    REFUSED_LIMIT_MS,
    UNKNOWN_LIMIT_MS,
    type WaitState,
} from "../../../../provider/core/wait/decideWait";

const state = (change: Partial<WaitState>): WaitState => ({
    waitFor: "RUNNING",
    seen: "PENDING",
    seenForMs: 0,
    lastStatus: "PENDING",
    started: false,
    waitedMs: 0,
    startLimit: { name: "timeouts.start", ms: 900_000 },
    finishLimit: { name: "timeouts.finish", ms: 86_400_000 },
    ...change,
});
const seen = (
    status: "PENDING" | "RUNNING" | "FAILED" | "SUCCEEDED" | "TERMINATING" | "TERMINATED" | "UNKNOWN",
    change: Partial<WaitState> = {},
) => state({ seen: status, lastStatus: status, ...change });

describe("whether a wait is over", () => {
    const table: [name: string, state: WaitState, kind: string][] = [
        ["PENDING, for RUNNING", seen("PENDING"), "wait"],
        ["RUNNING, for RUNNING", seen("RUNNING"), "done"],
        ["SUCCEEDED, for RUNNING", seen("SUCCEEDED"), "done"],
        ["FAILED, for RUNNING", seen("FAILED"), "failed"],
        ["TERMINATED, for RUNNING", seen("TERMINATED"), "failed"],
        ["TERMINATING, for RUNNING", seen("TERMINATING"), "wait"],
        ["UNKNOWN, for RUNNING", seen("UNKNOWN"), "wait"],
        ["RUNNING, for SUCCEEDED", seen("RUNNING", { waitFor: "SUCCEEDED" }), "wait"],
        ["SUCCEEDED, for SUCCEEDED", seen("SUCCEEDED", { waitFor: "SUCCEEDED" }), "done"],
        ["FAILED, for SUCCEEDED", seen("FAILED", { waitFor: "SUCCEEDED" }), "failed"],
        [
            "UNKNOWN long after the run has started",
            seen("UNKNOWN", { waitFor: "SUCCEEDED", started: true, waitedMs: 7_200_000 }),
            "wait",
        ],
        [
            "TERMINATING long after the run has started",
            seen("TERMINATING", { waitFor: "SUCCEEDED", started: true, waitedMs: 7_200_000 }),
            "wait",
        ],
        ["RUNNING, for FINISHED", seen("RUNNING", { waitFor: "FINISHED" }), "wait"],
        ["SUCCEEDED, for FINISHED", seen("SUCCEEDED", { waitFor: "FINISHED" }), "done"],
        ["FAILED, for FINISHED", seen("FAILED", { waitFor: "FINISHED" }), "done"],
        ["PENDING, for NONE", seen("PENDING", { waitFor: "NONE" }), "done"],
        ["FAILED, for NONE", seen("FAILED", { waitFor: "NONE" }), "done"],
        ["an unreachable service", state({ seen: "UNREACHABLE", seenForMs: 800_000, waitedMs: 800_000 }), "wait"],
    ];
    for (const [name, given, kind] of table) {
        it(`${name}: ${kind}`, () => assert.equal(decideWait(given).kind, kind));
    }

    const failures: [name: string, state: WaitState, what: string, stillActive: boolean][] = [
        ["a failed run", seen("FAILED"), "FAILED before it was RUNNING, after 0 s", false],
        [
            "a stopped run",
            seen("TERMINATED", { waitFor: "SUCCEEDED" }),
            "was TERMINATED before it was SUCCEEDED, after 0 s",
            false,
        ],
        [
            "the start limit",
            seen("PENDING", { waitedMs: 900_000 }),
            "is still PENDING after 15 min (timeouts.start)",
            true,
        ],
        [
            "the start limit, for SUCCEEDED",
            seen("PENDING", { waitFor: "SUCCEEDED", waitedMs: 900_000 }),
            "is still PENDING after 15 min (timeouts.start)",
            true,
        ],
        [
            "the finish limit",
            seen("RUNNING", { waitFor: "SUCCEEDED", started: true, waitedMs: 86_400_000 }),
            "is still RUNNING after 24 h (timeouts.finish)",
            true,
        ],
        [
            "a finish limit shorter than the start limit",
            seen("PENDING", {
                waitFor: "SUCCEEDED",
                waitedMs: 60_000,
                finishLimit: { name: "timeouts.finish", ms: 60_000 },
            }),
            "is still PENDING after 60 s (timeouts.finish)",
            true,
        ],
        [
            "a service that is unreachable until the limit",
            state({ seen: "UNREACHABLE", waitedMs: 900_000 }),
            "was last seen PENDING, and CCM does not answer, after 15 min (timeouts.start)",
            true,
        ],
        [
            "the start limit, which is the only one for RUNNING",
            seen("UNKNOWN", {
                started: true,
                waitedMs: 900_000,
                finishLimit: { name: "timeouts.finish", ms: 60_000 },
            }),
            "is still UNKNOWN after 15 min (timeouts.start)",
            true,
        ],
        [
            "polls that are queued until the limit",
            state({ seen: "QUEUED", waitedMs: 900_000 }),
            "was last seen PENDING, and requests for its status were queued too long (maxRequestsPerSecond), after 15 min (timeouts.start)",
            true,
        ],
        [
            "UNKNOWN for too long",
            seen("UNKNOWN", { seenForMs: UNKNOWN_LIMIT_MS }),
            "has been UNKNOWN to CCM for 10 min",
            true,
        ],
        [
            "a refused credential",
            state({ seen: "REFUSED", seenForMs: REFUSED_LIMIT_MS }),
            "could not be read: CCM has refused the credential for 2 min",
            true,
        ],
        [
            "a run that is missing from the lists",
            state({ seen: "gone", seenForMs: GONE_LIMIT_MS }),
            "has not been in CCM's lists for 60 s",
            true,
        ],
    ];
    for (const [name, given, what, stillActive] of failures) {
        it(`${name}: ${what}`, () => assert.deepEqual(decideWait(given), { kind: "failed", what, stillActive }));
    }

    it("tells the time left until the nearest limit", () => {
        assert.deepEqual(decideWait(seen("PENDING", { waitedMs: 100_000 })), { kind: "wait", msLeft: 800_000 });
        assert.deepEqual(decideWait(seen("UNKNOWN", { seenForMs: 100_000 })), { kind: "wait", msLeft: 500_000 });
    });
});
