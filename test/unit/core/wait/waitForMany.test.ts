import assert from "node:assert/strict";
import { createRun, RunFailure } from "../../../../provider/core";
import { checkWorkflowRun } from "../../../../provider/core/runs/runInputs";
import { SEED } from "../../../../simulator/seed";
import { simulateWaits, USUAL } from "../../../../tools/bench/waits";
import { VirtualProcess } from "../../../explorer/virtualProcess";
import { VirtualService } from "../../../explorer/virtualService";
import { JournalShelf } from "../../../support/memoryJournal";

const BASE = {
    graphId: SEED.graphId,
    graphVersion: "2",
    deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: SEED.kubernetesClusterId } },
};

/** The real client and `core` against a simulated service, on a clock that jumps. */
describe("waiting for many runs", () => {
    const looksOf = ({ statuses, lists }: { statuses: number; lists: number }) => statuses + lists;

    it("200 that start together cost as much as 10, and each end is noticed as soon as promised", async () => {
        const usual = { ...USUAL, minutes: 10, maxRequestsPerSecond: 1000 };
        const [ten, many] = [await simulateWaits({ ...usual, runs: 10 }), await simulateWaits({ ...usual, runs: 200 })];
        assert.ok(looksOf(many) <= 1.2 * looksOf(ten), `${looksOf(many)} against ${looksOf(ten)}`);
        for (const { ofPromise } of [ten, many]) assert.ok(ofPromise <= 1, `${ofPromise} of what is promised`);
        assert.equal(many.starts, 200);
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
        assert.equal((await simulateWaits({ ...USUAL, runs: 50, history: 2000 })).lists, lists);
    });

    it("never more requests a second than are allowed, and starts do not have to wait for looks, nor looks for starts", async () => {
        const figures = await simulateWaits({ ...USUAL, runs: 100, maxRequestsPerSecond: 5 });
        assert.equal(figures.busiestSecond, 5);
        assert.ok(figures.ofPromise <= 1, `${figures.ofPromise}`);
        // 100 starts at 5 a second, looks beside them.
        assert.ok(figures.seconds < 600 + 20 + 15 + 60, `${figures.seconds}`);
    });

    it("a service that takes 5 a second is found out, loses few requests and fails nothing", async () => {
        const figures = await simulateWaits({ ...USUAL, runs: 100, serviceLimit: 5 });
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

    it("a list that lags by a minute does not either, among 60 that end at about the same time", async () => {
        const { ofPromise } = await simulateWaits({ ...USUAL, runs: 60, minutes: 10, lagSeconds: 60 });
        assert.ok(ofPromise <= 1, `${ofPromise}`);
    });

    it("a list that lags by two minutes does not either, where one of many ends now and then", async () => {
        const wait = { ...USUAL, runs: 60, minutes: 10, spreadMinutes: 30, lagSeconds: 120 };
        const { ofPromise } = await simulateWaits(wait);
        assert.ok(ofPromise <= 1, `${ofPromise}`);
    });
});
