import assert from "node:assert/strict";
import type { RunStatus } from "../../../../provider/contract/runStatus";
import { decidePoll, isBehind, isDueSoon, isEnough, type PollState } from "../../../../provider/core/wait/decidePoll";

const state = (change: Partial<PollState>): PollState => ({
    due: 3,
    dueInList: 3,
    pages: 1,
    sinceListMs: 5000,
    askedSinceList: 0,
    isListBackedOff: false,
    ...change,
});

describe("how to look at runs", () => {
    const table: [what: string, state: Partial<PollState>, by: string, reason: string][] = [
        ["three due", {}, "list", "2 requests serve 3 runs"],
        ["two due", { due: 2, dueInList: 2 }, "status", "the list would cost as much"],
        ["a list of many pages", { due: 5, dueInList: 5, pages: 4 }, "status", "the list would cost as much"],
        ["enough for many pages", { due: 6, dueInList: 6, pages: 4 }, "list", "5 requests serve 6 runs"],
        ["a list that lags", { dueInList: 2 }, "status", "the list lags behind"],
        ["a lag that was seen long ago", { dueInList: 0, sinceListMs: 60_000 }, "list", "it may have caught up"],
        ["a lag that was seen just now", { dueInList: 0, sinceListMs: 59_999 }, "status", "the list lags behind"],
        ["many asked one by one", { dueInList: 0, askedSinceList: 20 }, "list", "it may have caught up"],
        ["some asked one by one", { dueInList: 0, askedSinceList: 19 }, "status", "the list lags behind"],
        ["a list that fails", { isListBackedOff: true }, "status", "the list was of no use a moment ago"],
    ];
    for (const [what, change, by, reason] of table) {
        it(`${what}: by the ${by}`, () => assert.deepEqual(decidePoll(state(change)), { by, reason }));
    }
});

describe("a run that waits for its next look", () => {
    for (const [leftMs, isSoon] of [
        [5000, true],
        [5001, false],
        [-1, true],
    ] as const) {
        it(`${leftMs} ms of 10 s are left: ${isSoon ? "joins" : "does not join"} those that are due`, () =>
            assert.equal(isDueSoon({ dueAt: 1000 + leftMs, pauseMs: 10_000 }, 1000), isSoon));
    }
});

describe("what a list says of a run", () => {
    const order: RunStatus[] = ["PENDING", "RUNNING", "TERMINATING", "SUCCEEDED"];

    it("is behind when it says what was before", () => {
        for (const [i, a] of order.entries()) {
            for (const [j, b] of order.entries()) assert.equal(isBehind(a, b), i < j, `${a}, ${b}`);
            assert.ok(!isBehind("UNKNOWN", a) && !isBehind(a, "UNKNOWN"));
        }
        assert.ok(!isBehind("TERMINATED", "FAILED"));
    });

    it("is enough unless the status knows more", () => {
        const enough = (listed: RunStatus, known: RunStatus) => isEnough({ runId: "a", status: listed }, known);
        assert.ok(enough("RUNNING", "PENDING"));
        // The list would hide how long the orchestrator has not known the run.
        assert.ok(!enough("RUNNING", "UNKNOWN"));
        assert.ok(enough("TERMINATED", "TERMINATING"));
        assert.ok(!enough("PENDING", "RUNNING"));
        assert.ok(!enough("UNKNOWN", "PENDING"));
        assert.ok(!enough("FAILED", "RUNNING"));
    });
});
