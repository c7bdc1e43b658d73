import assert from "node:assert/strict";
import type { RunStatus } from "../../../../provider/contract/runStatus";
import { ListLag } from "../../../../provider/core/wait/listLag";

const run = (id: string, status: RunStatus) => ({ runId: id, status });
const list = (statuses: Record<string, RunStatus>) =>
    new Map(Object.entries(statuses).map(([id, status]) => [id, run(id, status)]));

describe("how far the list lags", () => {
    it("is since when it does not show what a status told", () => {
        const lag = new ListLag();
        assert.equal(lag.ms, 0);
        lag.record(run("a", "RUNNING"), 1000, 1000);
        lag.record(run("a", "RUNNING"), 4000, 4000);
        lag.measure(list({ a: "PENDING" }), 5000, 5000);
        assert.equal(lag.ms, 4000);
        assert.equal(lag.statusOf("a"), "RUNNING");
    });

    it("may be since the look before the status that told", () => {
        const lag = new ListLag();
        lag.record(run("a", "SUCCEEDED"), 5000, 5000);
        lag.measure(list({ a: "RUNNING" }), 5000, 5000, { runId: "a", knownAt: -20_000 });
        assert.equal(lag.ms, 25_000);
    });

    it("counts, however long ago and often the list was read, until it knows something newer than a status", () => {
        const lag = new ListLag();
        lag.record(run("a", "RUNNING"), 0, 0);
        lag.record(run("b", "RUNNING"), 0, 0);
        lag.measure(list({ a: "PENDING", b: "PENDING" }), 60_000, 60_000);
        for (let at = 61_000; at < 3_600_000; at += 60_000) lag.measure(list({ a: "RUNNING", b: "RUNNING" }), at, at);
        assert.equal(lag.ms, 60_000);
        lag.record(run("b", "RUNNING"), 3_600_000, 3_600_000);
        lag.measure(list({ a: "SUCCEEDED", b: "RUNNING" }), 3_602_000, 3_602_000);
        assert.equal(lag.ms, 60_000, "the status of a was told long ago");
        lag.measure(list({ a: "SUCCEEDED", b: "SUCCEEDED" }), 3_603_000, 3_603_000);
        assert.equal(lag.ms, 3000);
        assert.equal(lag.statusOf("b"), undefined);
    });

    it("is not told by what was told while the list was read, nor by what it does not show", () => {
        const lag = new ListLag();
        lag.record(run("a", "RUNNING"), 1001, 1001);
        lag.record(run("gone", "RUNNING"), 500, 500);
        lag.measure(list({ a: "PENDING" }), 1000, 1000);
        assert.equal(lag.ms, 0);
    });

    it("is at most the time from before a status was asked for until the list was read, however long both took", () => {
        const lag = new ListLag();
        lag.record(run("a", "RUNNING"), 0, 0);
        lag.measure(list({ a: "PENDING" }), 60_000, 60_000);
        lag.record(run("a", "RUNNING"), 60_000, 65_000);
        lag.measure(list({ a: "SUCCEEDED" }), 66_000, 74_000);
        assert.equal(lag.ms, 14_000);
    });
});
