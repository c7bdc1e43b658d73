import assert from "node:assert/strict";
import { CcmConnectionError, CcmStatusError, type Run } from "../../../../provider/ccm";
import type { RunStatus } from "../../../../provider/contract/runStatus";
import { PollingStatusReader } from "../../../../provider/core/wait/pollingStatusReader";
import { VirtualClock } from "../../../support/virtualClock";
import { apiOf } from "../../../support/context";

const run = (id: string, status: RunStatus): Run => ({ runId: id, status });

/** Runs that are waited for, and a service whose list and statuses a test sets. */
function context(list: Record<string, RunStatus | undefined>, statuses: Record<string, RunStatus> = {}) {
    const clock = new VirtualClock({ moves: "whileRun" });
    const requests: string[] = [];
    const service = {
        statuses,
        list: () => Object.entries(list).flatMap(([id, status]) => (status ? [run(id, status)] : [])),
    };
    const api = apiOf({
        runStatus: (id) => {
            requests.push(id);
            return Promise.resolve(run(id, service.statuses[id] ?? list[id] ?? "PENDING"));
        },
        newestRuns: async function* () {
            await clock.sleep(1);
            requests.push("list");
            yield service.list();
        },
    });
    // As with real jitter, no two runs are polled at the same time.
    let drawn = 0;
    const reader = new PollingStatusReader(api, clock, () => (drawn = (drawn + 0.37) % 1));
    const poll = (id: string, waitedMs = 0) =>
        reader.poll({ known: run(id, "RUNNING"), waitedMs, limit: clock.now() + 3_600_000 });
    /** Polls a run until it has ended. */
    const watch = async (id: string) => {
        while ((await poll(id).then((seen) => (seen === "gone" ? seen : seen.status))) !== "SUCCEEDED");
    };
    const pollAll = (ids: readonly string[]) => clock.run(Promise.all(ids.map((id) => poll(id))), 3_600_000);
    const readAll = (ids: readonly string[], known: RunStatus = "RUNNING") =>
        clock.run(Promise.all(ids.map((id) => reader.readBatch(run(id, known)))), 60_000);
    return { clock, requests, reader, service, watch, pollAll, readAll };
}

const SIX = ["a", "b", "c", "d", "e", "f"];
const allOf = (ids: readonly string[], status: RunStatus) => Object.fromEntries(ids.map((id) => [id, status]));
const statusesOf = (seen: readonly (Run | "gone")[]) => seen.map((one) => (one === "gone" ? one : one.status));
const broken = () => {
    throw new CcmStatusError("list", "answered 500", 500, "", undefined, undefined);
};

describe("polling runs", () => {
    it("sends one status request for each of a few runs, and does not read the list", async () => {
        const { pollAll, requests, clock } = context(allOf(SIX, "RUNNING"));
        assert.deepEqual(statusesOf(await pollAll(["a", "b", "c"])), ["RUNNING", "RUNNING", "RUNNING"]);
        assert.deepEqual(requests.sort(), ["a", "b", "c"]);
        assert.ok(clock.now() <= 1890, String(clock.now()));
    });

    it("polls runs that the list shows less often, and at once when the list shows a change", async () => {
        const { watch, requests, service, clock } = context(allOf(SIX, "RUNNING"));
        const ends = SIX.map((id) => watch(id));
        await clock.run(clock.sleep(60_000), 60_000);
        const statuses = requests.filter((what) => what !== "list").length;
        // 6 runs share 5 % of 20 requests a second; polled one by one they would take 200 in a minute.
        assert.ok(statuses > 50 && statuses < 80, String(statuses));
        service.statuses = { c: "SUCCEEDED" };
        service.list = () => SIX.map((id) => run(id, id === "c" ? "SUCCEEDED" : "RUNNING"));
        await clock.run(Promise.all(ends.slice(2, 3)), 2000);
    });

    it("ends no wait by the list, which may be wrong, and polls each run all the same", async () => {
        const { pollAll, requests, clock } = context(allOf(SIX, "RUNNING"), allOf(SIX, "SUCCEEDED"));
        await pollAll(SIX);
        const begin = clock.now();
        assert.deepEqual(new Set(statusesOf(await pollAll(SIX))), new Set(["SUCCEEDED"]));
        assert.ok(clock.now() - begin <= 6300, String(clock.now() - begin));
        assert.equal(requests.filter((what) => what !== "list").length, 12);
    });

    it("ignores a lower stage and UNKNOWN in the list", async () => {
        const { watch, requests, service, clock } = context(allOf(SIX, "RUNNING"), allOf(SIX, "RUNNING"));
        service.list = () => SIX.map((id) => run(id, id < "d" ? "PENDING" : "UNKNOWN"));
        for (const id of SIX) void watch(id);
        await clock.run(clock.sleep(60_000), 60_000);
        const statuses = requests.filter((what) => what !== "list").length;
        assert.ok(statuses < 80, String(statuses));
    });

    it("polls each run at its own interval while the list cannot be read, and reads it again a minute later", async () => {
        const { pollAll, requests, service, clock } = context(allOf(SIX, "RUNNING"));
        await pollAll(SIX);
        service.list = broken;
        const intervals: number[] = [];
        for (let times = 0; times < 10; times++) {
            const begin = clock.now();
            await pollAll(SIX);
            intervals.push(clock.now() - begin);
        }
        assert.ok(
            intervals.slice(1).every((interval) => interval <= 1891),
            String(intervals),
        );
        assert.equal(requests.filter((what) => what === "list").length, 2);
        await clock.run(clock.sleep(60_000), 60_000);
        await pollAll(SIX);
        assert.equal(requests.filter((what) => what === "list").length, 3);
    });

    it("does not read a list again and again that shows few of the runs", async () => {
        const { pollAll, requests } = context({ a: "RUNNING", b: "RUNNING" });
        for (let times = 0; times < 5; times++) await pollAll(SIX);
        assert.equal(requests.filter((what) => what === "list").length, 1);
    });

    it("passes on the error of a run's own status request", async () => {
        const { clock } = context({});
        const api = apiOf({
            runStatus: () => Promise.reject(new CcmConnectionError("status", "no connection", "ECONNRESET", true)),
            newestRuns: broken,
        });
        const reader = new PollingStatusReader(api, clock, () => 0.5);
        const polls = SIX.map((id) => reader.poll({ known: run(id, "RUNNING"), waitedMs: 0, limit: 60_000 }));
        await assert.rejects(clock.run(Promise.all(polls), 60_000), /no connection/);
    });

    it("polls at the limit of the wait at the latest", async () => {
        const { clock, reader } = context(allOf(SIX, "RUNNING"));
        await clock.run(reader.poll({ known: run("a", "RUNNING"), waitedMs: 3_600_000, limit: 500 }), 60_000);
        assert.equal(clock.now(), 500);
    });
});

describe("reading many runs at once", () => {
    it("takes unchanged runs from one list", async () => {
        const ids = Array.from({ length: 100 }, (_, index) => `run-${index}`);
        const { readAll, requests, clock } = context(allOf(ids, "RUNNING"));
        for (let from = 0; from < 100; from += 10) await readAll(ids.slice(from, from + 10));
        assert.deepEqual(requests.splice(0), ["run-0", "run-1", "run-2", "list"]);
        await clock.run(clock.sleep(2001), 3000);
        await readAll(ids.slice(0, 10));
        assert.deepEqual(requests, ["run-0", "run-1", "run-2", "list"]);
    });

    it("reads changed, failed, unknown and missing runs one by one", async () => {
        const { readAll, requests } = context(
            { a: "RUNNING", b: "RUNNING", c: "RUNNING", d: "RUNNING", e: "SUCCEEDED", f: "FAILED", g: "UNKNOWN" },
            { e: "SUCCEEDED", h: "TERMINATED" },
        );
        const seen = await readAll(["a", "b", "c", "d", "e", "f", "g", "h"]);
        assert.deepEqual(statusesOf(seen).slice(3), ["RUNNING", "SUCCEEDED", "FAILED", "UNKNOWN", "TERMINATED"]);
        assert.deepEqual(requests, ["a", "b", "c", "list", "e", "f", "g", "h"]);
    });

    it("reads all one by one when the list cannot be read", async () => {
        const { readAll, requests, service } = context(allOf(SIX, "RUNNING"));
        service.list = broken;
        assert.deepEqual(new Set(statusesOf(await readAll(SIX))), new Set(["RUNNING"]));
        assert.deepEqual(requests, ["a", "b", "c", "list", "d", "e", "f"]);
    });

    it("never takes a single run from a list that was read before", async () => {
        const { readAll, reader, requests, clock } = context(allOf(SIX, "RUNNING"));
        await readAll(SIX);
        requests.splice(0);
        await clock.run(reader.readStatus("f"), 1000);
        assert.deepEqual(requests, ["f"]);
    });

    it("searches one list for all runs whose status is refused", async () => {
        const { clock } = context({});
        let lists = 0;
        const refused = new CcmStatusError("status", "answered 403", 403, "", undefined, undefined);
        const api = apiOf({
            runStatus: () => Promise.reject(refused),
            listRuns: async function* () {
                lists += 1;
                await clock.sleep(10);
                yield run("z", "RUNNING");
                await clock.sleep(10);
                yield* SIX.map((id) => run(id, "RUNNING"));
            },
        });
        const reader = new PollingStatusReader(api, clock, () => 0);
        const seen = await clock.run(Promise.all(SIX.map((id) => reader.readStatus(id))), 1000);
        assert.ok(!seen.includes("gone"));
        assert.equal(lists, 1);
        await assert.rejects(clock.run(reader.readStatus("unknown"), 1000), /answered 403/);
    });
});
