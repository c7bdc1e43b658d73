import assert from "node:assert/strict";
import { CcmConnectionError, type Run, CcmStatusError } from "../../../../provider/ccm";
import type { RunStatus } from "../../../../provider/contract/runStatus";
import { RateLimiter } from "../../../../provider/ccm/rateLimiter";
import { PollingStatusReader } from "../../../../provider/core/wait/pollingStatusReader";
import { VirtualClock } from "../../../support/virtualClock";
import { apiOf } from "../../../support/context";

const run = (id: string, status: RunStatus): Run => ({ runId: id, status });

/** Runs that are waited for, and a service that tells of each what a test says. */
function context(list: Record<string, RunStatus | undefined>, statuses: Record<string, RunStatus> = {}) {
    const clock = new VirtualClock({ moves: "whileRun" });
    const asked: string[] = [];
    const service = {
        sample: (): void => undefined,
        list: () => Object.entries(list).flatMap(([id, status]) => (status ? [run(id, status)] : [])),
    };
    const api = apiOf({
        runStatus: (id) => {
            asked.push(id);
            service.sample();
            return Promise.resolve({ runId: id, status: statuses[id] ?? list[id] ?? "PENDING" });
        },
        newestRuns: async function* () {
            await clock.sleep(1);
            asked.push("list");
            yield service.list();
        },
    });
    const reader = new PollingStatusReader(api, clock, () => 0);
    const next = (ids: readonly string[], known: RunStatus = "RUNNING", waitedMs = 0) =>
        clock.run(
            Promise.all(
                ids.map(async (id) => {
                    const wish = { known: run(id, known), waitedMs, limit: clock.now() + 3_600_000 };
                    const seen = await reader.poll({ ...wish, onThrottled: () => undefined });
                    return seen === "gone" ? seen : seen.status;
                }),
            ),
            3_600_000,
        );
    return { clock, asked, reader, next, service };
}

const ABC = ["a", "b", "c"];
const SIX = ["a", "b", "c", "d", "e", "f"];
const allOf = (ids: readonly string[], status: RunStatus) => Object.fromEntries(ids.map((id) => [id, status]));
const all = (status: RunStatus) => allOf(ABC, status);

describe("looking at many runs", () => {
    it("one or two are asked for by their status", async () => {
        const { next, asked } = context(all("RUNNING"));
        assert.deepEqual(await next(["a", "b"]), ["RUNNING", "RUNNING"]);
        assert.deepEqual(asked, ["a", "b"]);
    });

    it("three share one look at the list, beside one status as a sample", async () => {
        const { next, asked } = context(all("SUCCEEDED"));
        assert.deepEqual(await next(ABC), ["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
        assert.deepEqual(asked, ["a", "list"]);
    });

    it("a run that the list does not show, shows UNKNOWN, FAILED or as it was before is asked for by itself", async () => {
        const { next, asked } = context(
            { a: "RUNNING", b: undefined, c: "UNKNOWN", d: "FAILED", e: "PENDING", f: "RUNNING" },
            { b: "RUNNING", c: "RUNNING", d: "FAILED", e: "RUNNING" },
        );
        assert.deepEqual(await next(["a", "b", "c", "d", "e", "f"]), [
            "RUNNING",
            "RUNNING",
            "RUNNING",
            "FAILED",
            "RUNNING",
            "RUNNING",
        ]);
        assert.deepEqual(asked, ["a", "list", "b", "c", "d", "e"]);
    });

    it("a list that is seen to lag is not believed, and is tried again a minute later", async () => {
        const { next, asked, clock } = context(all("RUNNING"), all("SUCCEEDED"));
        assert.deepEqual(await next(ABC), ["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
        assert.deepEqual(asked.splice(0), ["a", "list", "b", "c"]);
        await next(ABC);
        assert.deepEqual(asked.splice(0), ["a", "b", "c"]);
        await clock.run(clock.sleep(60_000), 60_000);
        await next(ABC);
        assert.deepEqual(asked, ["a", "list", "b", "c"]);
    });

    it("what has ended by a list that lags has ended for who waits, and may be gone for who looks in passing", async () => {
        const { next, asked, reader, clock, service } = context(allOf(SIX, "RUNNING"), allOf(SIX, "SUCCEEDED"));
        await next(SIX);
        await clock.run(clock.sleep(60_000), 60_000);
        asked.splice(0);
        // Still behind, but not of all.
        service.list = () => SIX.map((id) => run(id, id < "d" ? "RUNNING" : "SUCCEEDED"));
        assert.deepEqual(
            await next(SIX),
            SIX.map(() => "SUCCEEDED"),
        );
        assert.deepEqual(asked.splice(0), ["a", "list", "b", "c"]);
        await clock.run(Promise.all(SIX.map((id) => reader.readBatch(run(id, "RUNNING")))), 1000);
        assert.deepEqual(asked, SIX);
    });

    it("while many are asked for one by one the list is read again, and who it answers is not asked for any more", async () => {
        const clock = new VirtualClock({ moves: "whileRun" });
        const ids = Array.from({ length: 200 }, (_, index) => `run-${index}`);
        const budget = new RateLimiter(20, clock);
        let [statuses, lists] = [0, 0];
        const reader = new PollingStatusReader(
            apiOf({
                runStatus: async (id, options) => {
                    if ((await budget.acquire("read", options)) === undefined) throw new Error("not sent");
                    statuses += 1;
                    return { runId: id, status: "SUCCEEDED" };
                },
                newestRuns: async function* (options) {
                    await budget.acquire("read", options);
                    lists += 1;
                    // Catches up after some seconds.
                    yield ids.map((id) => run(id, clock.now() < 4000 ? "RUNNING" : "SUCCEEDED"));
                },
            }),
            clock,
            () => 0,
        );
        const seen = ids.map((id) => reader.poll({ known: run(id, "RUNNING"), waitedMs: 0, limit: 3_600_000 }));
        const found = await clock.run(Promise.all(seen), 3_600_000);
        const tookMs = clock.now();
        // What is still asked for has its turn.
        await clock.run(clock.sleep(20_000), 20_000);
        assert.ok(found.every((one) => one !== "gone" && one.status === "SUCCEEDED"));
        // One by one would take 200 statuses and ten seconds.
        assert.ok(statuses < 120 && lists < 8 && tookMs < 7000, `${statuses}, ${lists}, ${tookMs}`);
    });

    it("a list that one status contradicts is believed by none who look in passing", async () => {
        const { reader, asked, clock } = context(allOf(SIX, "RUNNING"), allOf(SIX, "SUCCEEDED"));
        const seen = await clock.run(Promise.all(SIX.map((id) => reader.readBatch(run(id, "RUNNING")))), 1000);
        assert.ok(seen.every((one) => one !== "gone" && one.status === "SUCCEEDED"));
        assert.deepEqual(asked, ["a", "list", "b", "c", "d", "e", "f"]);
    });

    it("a list that calls all UNKNOWN is not asked again and again", async () => {
        const { next, asked } = context(allOf(SIX, "UNKNOWN"));
        for (let times = 0; times < 5; times++) await next(SIX, "UNKNOWN");
        assert.equal(asked.filter((what) => what === "list").length, 1);
    });

    it("a list that cannot be read is left alone for a minute", async () => {
        const { next, asked, service, clock } = context(all("RUNNING"));
        service.list = () => {
            throw new CcmStatusError("list", "answered 500", 500, "", undefined, undefined);
        };
        assert.deepEqual(await next(ABC), ["RUNNING", "RUNNING", "RUNNING"]);
        await next(ABC);
        assert.deepEqual(asked.splice(0), ["a", "list", "b", "c", "a", "b", "c"]);
        await clock.run(clock.sleep(60_000), 60_000);
        await next(ABC);
        assert.deepEqual(asked, ["a", "list", "b", "c"]);
    });

    it("a list that alone is throttled is left alone, and the runs are asked for by themselves", async () => {
        const clock = new VirtualClock({ moves: "whileRun" });
        let [statuses, lists] = [0, 0];
        const api = apiOf({
            runStatus: async (id) => {
                statuses += 1;
                return { runId: id, status: "RUNNING" };
            },
            // eslint-disable-next-line require-yield -- it never has anything to give
            newestRuns: async function* () {
                lists += 1;
                await clock.sleep(4000);
                throw new CcmStatusError("list", "answered 429", 429, "", undefined, 4000);
            },
        });
        const reader = new PollingStatusReader(api, clock, () => 0);
        for (let times = 0; times < 3; times++) {
            const wish = { waitedMs: 0, limit: clock.now() + 3_600_000, onThrottled: () => undefined };
            const seen = ABC.map((id) => reader.poll({ known: run(id, "RUNNING"), ...wish }));
            await clock.run(Promise.all(seen), 60_000);
        }
        assert.deepEqual([statuses, lists], [9, 3]);
    });

    it("what keeps the list from us is not found out for each run that waits, only for who looks once", async () => {
        const { next, asked, service, reader, clock } = context(all("RUNNING"));
        const broken = new CcmConnectionError("list", "no connection", "ECONNRESET", true);
        const fail = () => {
            throw broken;
        };
        service.list = fail;
        service.sample = fail;
        await assert.rejects(next(ABC), /no connection/);
        assert.deepEqual(asked.splice(0), ["a", "list"]);
        service.sample = () => undefined;
        const seen = await clock.run(Promise.all(ABC.map((id) => reader.readBatch(run(id, "RUNNING")))), 1000);
        assert.ok(seen.every((one) => one !== "gone"));
        assert.deepEqual(asked.splice(0), ["a", "list", "b", "c"]);
        // The status of one has been told, so it is the list alone that breaks.
        await next(ABC);
        assert.deepEqual(asked, ["a", "b", "c"]);
    });

    it("of many that are only looked at in passing, most are answered by what the list said just before", async () => {
        const ids = Array.from({ length: 100 }, (_, index) => `run-${index}`);
        const { reader, asked, clock } = context(Object.fromEntries(ids.map((id) => [id, "RUNNING"])));
        const poll = (from: number) =>
            clock.run(Promise.all(ids.slice(from, from + 10).map((id) => reader.readBatch(run(id, "RUNNING")))), 1000);
        for (let from = 0; from < 100; from += 10) await poll(from);
        assert.deepEqual(asked.splice(0), ["run-0", "list"]);
        await clock.run(clock.sleep(2000), 2000);
        await poll(0);
        assert.deepEqual(asked, ["run-0", "list"]);
    });

    it("a list that shows none of those who look is not asked again and again", async () => {
        const { reader, asked, clock } = context({ other: "RUNNING" });
        const batch = () => clock.run(Promise.all(ABC.map((id) => reader.readBatch(run(id, "RUNNING")))), 1000);
        for (let times = 0; times < 5; times++) await batch();
        assert.equal(asked.filter((what) => what === "list").length, 1);
    });

    it("one that is looked at by itself is never answered by what the list said before", async () => {
        const { reader, asked, clock } = context(all("RUNNING"));
        await clock.run(Promise.all(ABC.map((id) => reader.readBatch(run(id, "RUNNING")))), 1000);
        asked.splice(0);
        await clock.run(reader.readStatus("a"), 1000);
        assert.deepEqual(asked, ["a"]);
    });

    it("runs whose status is refused look into one list", async () => {
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
                yield* ABC.map((id) => run(id, "RUNNING"));
            },
        });
        const reader = new PollingStatusReader(api, clock, () => 0);
        const seen = await clock.run(Promise.all(ABC.map((id) => reader.readStatus(id))), 1000);
        assert.deepEqual(
            seen.map((one) => one !== "gone"),
            [true, true, true],
        );
        assert.equal(lists, 1);
        assert.equal(
            await clock.run(reader.readStatus("nobody's"), 1000).catch((error: unknown) => (error as Error).message),
            "answered 403",
        );
    });

    it("a list that is too slow is left alone, and the runs are asked for by themselves", async () => {
        const { next, asked, service, clock } = context(all("RUNNING"));
        service.list = () => {
            throw new CcmConnectionError("list", "no answer", "TIMEOUT", true);
        };
        assert.deepEqual(await next(ABC), ["RUNNING", "RUNNING", "RUNNING"]);
        await next(ABC);
        assert.deepEqual(asked, ["a", "list", "b", "c", "a", "b", "c"]);
        assert.ok(clock.now() < 10_000);
    });
});
