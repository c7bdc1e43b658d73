import assert from "node:assert/strict";
import { CcmConnectionError, CcmStatusError, type CcmRun, type RunStatus } from "../../../provider/ccm";
import { lastKnown } from "../../../provider/lifecycle/watching/runOutputs";
import { SharedLooks } from "../../../provider/lifecycle/watching/sharedLooks";
import { simulateWaits, USUAL } from "../../../tools/bench/waits";
import { SEED } from "../../../simulator/seed";
import { createRun, RunFailure } from "../../../provider/lifecycle";
import { checkWorkflowRun } from "../../../provider/lifecycle/runs/check";
import { VirtualProcess } from "../../explorer/virtualProcess";
import { VirtualService } from "../../explorer/virtualService";
import { JournalShelf } from "../../support/memoryJournal";
import { EventClock } from "../../explorer/eventClock";
import { apiOf } from "../../support/context";

const run = (id: string, status: RunStatus): CcmRun => lastKnown(id, status).run;

/** Runs that are waited for, and a service that tells of each what a test says. */
function scene(list: Record<string, RunStatus | undefined>, statuses: Record<string, RunStatus> = {}) {
    const clock = new EventClock();
    const asked: string[] = [];
    const service = {
        sample: (): void => undefined,
        list: () => Object.entries(list).flatMap(([id, status]) => (status ? [run(id, status)] : [])),
    };
    const api = apiOf({
        runStatus: (id) => {
            asked.push(id);
            service.sample();
            return Promise.resolve(lastKnown(id, statuses[id] ?? list[id] ?? "PENDING"));
        },
        newestRuns: async function* () {
            await clock.sleep(1);
            asked.push("list");
            yield service.list();
        },
    });
    const looks = new SharedLooks(api, clock, () => 0);
    const next = (ids: readonly string[], known: RunStatus = "RUNNING", waitedMs = 0) =>
        clock.run(
            Promise.all(
                ids.map(async (id) => {
                    const wish = { known: run(id, known), waitedMs, limit: clock.now() + 3_600_000 };
                    const seen = await looks.next({ ...wish, onThrottled: () => undefined });
                    return seen.kind === "found" ? seen.status.run.run_status : seen.kind;
                }),
            ),
            3_600_000,
        );
    return { clock, asked, looks, next, service };
}

const ABC = ["a", "b", "c"];
const all = (status: RunStatus) => Object.fromEntries(ABC.map((id) => [id, status]));

describe("looking at many runs", () => {
    it("one or two are asked for by their status", async () => {
        const { next, asked } = scene(all("RUNNING"));
        assert.deepEqual(await next(["a", "b"]), ["RUNNING", "RUNNING"]);
        assert.deepEqual(asked, ["a", "b"]);
    });

    it("three share one look at the list, beside one status as a sample", async () => {
        const { next, asked } = scene(all("SUCCEEDED"));
        assert.deepEqual(await next(ABC), ["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
        assert.deepEqual(asked, ["a", "list"]);
    });

    it("a run that the list does not show, shows UNKNOWN, FAILED or as it was before is asked for by itself", async () => {
        const { next, asked } = scene(
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
        const { next, asked, clock } = scene(all("RUNNING"), all("SUCCEEDED"));
        assert.deepEqual(await next(ABC), ["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
        assert.deepEqual(asked.splice(0), ["a", "list", "b", "c"]);
        await next(ABC);
        assert.deepEqual(asked.splice(0), ["a", "b", "c"]);
        await clock.run(clock.sleep(60_000), 60_000);
        await next(ABC);
        assert.deepEqual(asked, ["a", "list", "b", "c"]);
    });

    it("a list that cannot be read is left alone for a minute", async () => {
        const { next, asked, service, clock } = scene(all("RUNNING"));
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

    it("what keeps the list from us is not found out for each run that waits, only for who looks once", async () => {
        const { next, asked, service, looks, clock } = scene(all("RUNNING"));
        const broken = new CcmConnectionError("list", "no connection", "ECONNRESET", true);
        const fail = () => {
            throw broken;
        };
        service.list = fail;
        service.sample = fail;
        await assert.rejects(next(ABC), /no connection/);
        assert.deepEqual(asked.splice(0), ["a", "list"]);
        service.sample = () => undefined;
        const seen = await clock.run(Promise.all(ABC.map((id) => looks.among(run(id, "RUNNING")))), 1000);
        assert.ok(seen.every(({ kind }) => kind === "found"));
        assert.deepEqual(asked.splice(0), ["a", "list", "b", "c"]);
        // The status of one has been told, so it is the list alone that breaks.
        await next(ABC);
        assert.deepEqual(asked, ["a", "b", "c"]);
    });

    it("of many that are only looked at in passing, most are answered by what the list said just before", async () => {
        const ids = Array.from({ length: 100 }, (_, index) => `run-${index}`);
        const { looks, asked, clock } = scene(Object.fromEntries(ids.map((id) => [id, "RUNNING"])));
        const look = (from: number) =>
            clock.run(Promise.all(ids.slice(from, from + 10).map((id) => looks.among(run(id, "RUNNING")))), 1000);
        for (let from = 0; from < 100; from += 10) await look(from);
        assert.deepEqual(asked.splice(0), ["run-0", "list"]);
        await clock.run(clock.sleep(2000), 2000);
        await look(0);
        assert.deepEqual(asked, ["run-0", "list"]);
    });

    it("a list that shows none of those who look is not asked again and again", async () => {
        const { looks, asked, clock } = scene({ other: "RUNNING" });
        const batch = () => clock.run(Promise.all(ABC.map((id) => looks.among(run(id, "RUNNING")))), 1000);
        for (let times = 0; times < 5; times++) await batch();
        assert.equal(asked.filter((what) => what === "list").length, 1);
    });

    it("one that is looked at by itself is never answered by what the list said before", async () => {
        const { looks, asked, clock } = scene(all("RUNNING"));
        await clock.run(Promise.all(ABC.map((id) => looks.among(run(id, "RUNNING")))), 1000);
        asked.splice(0);
        await clock.run(looks.now("a"), 1000);
        assert.deepEqual(asked, ["a"]);
    });

    it("runs whose status is refused look into one list", async () => {
        const { clock } = scene({});
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
        const looks = new SharedLooks(api, clock, () => 0);
        const seen = await clock.run(Promise.all(ABC.map((id) => looks.now(id))), 1000);
        assert.deepEqual(
            seen.map(({ kind }) => kind),
            ["found", "found", "found"],
        );
        assert.equal(lists, 1);
        assert.equal(
            await clock.run(looks.now("nobody's"), 1000).catch((error: unknown) => (error as Error).message),
            "answered 403",
        );
    });

    it("a list that is too slow is left alone, and the runs are asked for by themselves", async () => {
        const { next, asked, service, clock } = scene(all("RUNNING"));
        service.list = () => {
            throw new CcmConnectionError("list", "no answer", "TIMEOUT", true);
        };
        assert.deepEqual(await next(ABC), ["RUNNING", "RUNNING", "RUNNING"]);
        await next(ABC);
        assert.deepEqual(asked, ["a", "list", "b", "c", "a", "b", "c"]);
        assert.ok(clock.now() < 10_000);
    });
});

const BASE = {
    graphId: SEED.graphId,
    graphVersion: "2",
    deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: SEED.kubernetesClusterId } },
};

/** The real client, lifecycle and decisions against a simulated service, on a clock that jumps. */
describe("waiting for many runs", () => {
    const looksOf = ({ statuses, lists }: { statuses: number; lists: number }) => statuses + lists;

    it("500 that start together cost as much as 10, and each end is noticed as soon as promised", async () => {
        const usual = { ...USUAL, minutes: 10, maxRequestsPerSecond: 1000 };
        const [ten, many] = [await simulateWaits({ ...usual, runs: 10 }), await simulateWaits({ ...usual, runs: 500 })];
        assert.ok(looksOf(many) <= 1.2 * looksOf(ten), `${looksOf(many)} against ${looksOf(ten)}`);
        for (const { ofPromise } of [ten, many]) assert.ok(ofPromise <= 1, `${ofPromise} of what is promised`);
        assert.equal(many.starts, 500);
    });

    for (const minutes of [1, 60]) {
        it(`ends after ${minutes} min are noticed as soon as promised, alone and among others`, async () => {
            for (const runs of [1, 3, 50]) {
                const { ofPromise } = await simulateWaits({ ...USUAL, runs, minutes });
                assert.ok(ofPromise <= 1, `${runs} runs: ${ofPromise}`);
            }
        });
    }

    it("an account with a long history costs no further page", async () => {
        const { lists } = await simulateWaits({ ...USUAL, runs: 50 });
        assert.equal((await simulateWaits({ ...USUAL, runs: 50, history: 5000 })).lists, lists);
    });

    it("never more requests a second than are allowed, and starts do not have to wait for looks, nor looks for starts", async () => {
        const figures = await simulateWaits({ ...USUAL, runs: 200, maxRequestsPerSecond: 5 });
        assert.equal(figures.busiestSecond, 5);
        assert.ok(figures.ofPromise <= 1, `${figures.ofPromise}`);
        // 200 starts at 5 a second, looks beside them.
        assert.ok(figures.seconds < 600 + 40 + 15 + 60, `${figures.seconds}`);
    });

    it("a service that takes 5 a second is found out, loses few requests and fails nothing", async () => {
        const figures = await simulateWaits({ ...USUAL, runs: 200, serviceLimit: 5 });
        assert.ok(figures.refused <= 20, `${figures.refused}`);
        assert.ok(figures.ofPromise <= 1, `${figures.ofPromise}`);
    });

    it("a start that does not get its turn before its time limit is not sent", async () => {
        const service = new VirtualService();
        const process = new VirtualProcess(service, new JournalShelf(), new Map(), [], 0.2);
        const failures = await service.clock.run(
            Promise.all(
                Array.from({ length: 30 }, async (_, index) => {
                    const { inputs } = checkWorkflowRun({ ...BASE, timeouts: { start: "1m" } });
                    return createRun(process.context(`urn:${index}`, inputs), inputs).then(
                        () => undefined,
                        (error: unknown) => (error as Error).message,
                    );
                }),
            ),
            3_600_000,
        );
        const unsent = failures.filter((text) => text !== undefined);
        assert.equal(service.started.length + unsent.length, 30);
        assert.ok(
            unsent.length > 10 && unsent.every((text) => text.endsWith("(maxRequestsPerSecond). No run was started.")),
        );
    });

    it("a run that its status calls UNKNOWN is given up after ten minutes, whatever the list says", async () => {
        const service = new VirtualService();
        service.world.defaultScript = {
            ...service.world.defaultScript,
            unknown: { afterSeconds: 30, forSeconds: null },
            pendingSeconds: 5,
        };
        // The table was last brought up to date before.
        service.world.listLagMs = 20_000;
        const process = new VirtualProcess(service, new JournalShelf(), new Map(), []);
        const waits = Array.from({ length: 5 }, async (_, index) => {
            const { inputs } = checkWorkflowRun({ ...BASE, waitFor: "SUCCEEDED" });
            await assert.rejects(
                createRun(process.context(`urn:${index}`, inputs), inputs),
                (error) => error instanceof RunFailure && /has been UNKNOWN to CCM for 10 min/.test(error.reason),
            );
        });
        await service.clock.run(Promise.all(waits), 3_600_000);
    });

    it("nobody goes on asking a service that throttles once the engine is gone", async () => {
        const service = new VirtualService();
        service.world.defaultScript = { ...service.world.defaultScript, pendingSeconds: null };
        const process = new VirtualProcess(service, new JournalShelf(), new Map(), []);
        const { inputs } = checkWorkflowRun({ ...BASE, timeouts: { start: "4h" } });
        const waits = Array.from({ length: 5 }, (_, index) =>
            createRun(process.context(`urn:${index}`, inputs), inputs).catch(() => undefined),
        );
        service.clock.after(60_000, () => (service.maxPerSecond = 0));
        service.clock.after(90_000, () => process.loseEngine());
        await service.clock.run(Promise.all(waits), 110_000);
    });

    it("a list that lags by ten minutes does not keep the ends from being noticed", async () => {
        const { ofPromise } = await simulateWaits({ ...USUAL, runs: 50, minutes: 20, lagSeconds: 600 });
        assert.ok(ofPromise <= 1, `${ofPromise}`);
    });
});
