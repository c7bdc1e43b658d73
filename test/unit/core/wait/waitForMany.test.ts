import assert from "node:assert/strict";
import { createRun, RunFailure } from "../../../../provider/core";
import { checkWorkflowRun } from "../../../../provider/core/runs/runInputs";
import { SEED } from "../../../../simulator/seed";
import { simulateWaits, USUAL, type WaitCase } from "../../../../tools/bench/waits";
import { VirtualProcess } from "../../../explorer/virtualProcess";
import { VirtualService } from "../../../explorer/virtualService";
import { JournalShelf } from "../../../support/memoryJournal";

const BASE = {
    graphId: SEED.graphId,
    graphVersion: "2",
    deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: SEED.kubernetesClusterId } },
};

/** The real client and `core` against a simulated service on a virtual clock. */
describe("waiting for many runs", () => {
    it("polls of 200 runs take a twentieth of maxRequestsPerSecond beside the list, and each end is noticed in time", async () => {
        for (const runs of [16, 200]) {
            const figures = await simulateWaits({ ...USUAL, minutes: 10, runs });
            // The first polls, before the list is known, come on top.
            assert.ok(figures.statuses <= 0.05 * 20 * 600 + 4 * runs, `${runs} runs: ${figures.statuses}`);
            assert.ok(
                figures.ofPromise <= 1,
                `${runs} runs: an end was noticed after ${figures.ofPromise} of the guaranteed delay`,
            );
            assert.equal(figures.starts, runs);
        }
    });

    for (const minutes of [1, 60]) {
        it(`ends after ${minutes} min are noticed in time, alone and among others`, async () => {
            for (const runs of [1, 3, 50]) {
                const { ofPromise } = await simulateWaits({ ...USUAL, runs, minutes });
                assert.ok(ofPromise <= 1, `${runs} runs: ${ofPromise}`);
            }
        });
    }

    it("a long history of the account takes no further pages", async () => {
        const { lists } = await simulateWaits({ ...USUAL, runs: 50 });
        assert.equal((await simulateWaits({ ...USUAL, runs: 50, history: 2000 })).lists, lists);
    });

    it("keeps to maxRequestsPerSecond, and neither starts nor polls wait for all of the other", async () => {
        const figures = await simulateWaits({ ...USUAL, runs: 100, maxRequestsPerSecond: 5 });
        assert.equal(figures.busiestSecond, 5);
        assert.ok(figures.ofPromise <= 1, `${figures.ofPromise}`);
        // 100 starts at 5 a second, with polls beside them.
        assert.ok(figures.seconds < 600 + 20 + 15 + 60, `${figures.seconds}`);
    });

    it("adapts to a service that takes 5 requests a second: few are refused, none fails", async () => {
        const figures = await simulateWaits({ ...USUAL, runs: 100, serviceLimit: 5 });
        const requests = figures.starts + figures.statuses + figures.lists;
        assert.ok(figures.refused <= 0.05 * requests, `${figures.refused} of ${requests}`);
        assert.ok(figures.ofPromise <= 1, `${figures.ofPromise}`);
    });

    it("does not send a start that is still queued at its timeout", async () => {
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

    it("fails after ten minutes of UNKNOWN, whatever the list shows", async () => {
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

    it("stops polling a service that throttles once the engine is gone", async () => {
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

    const lagging: [what: string, wait: Partial<WaitCase> & Pick<WaitCase, "runs" | "minutes">][] = [
        ["ten minutes", { runs: 50, minutes: 20, lagSeconds: 600 }],
        ["a minute, and the runs end at about the same time", { runs: 60, minutes: 10, lagSeconds: 60 }],
        [
            "two minutes, and the runs end one after the other",
            { runs: 60, minutes: 10, spreadMinutes: 30, lagSeconds: 120 },
        ],
    ];
    for (const [what, wait] of lagging) {
        it(`notices ends in time, or within a second per concurrent wait, when the list lags by ${what}`, async () => {
            const { noticedAfterAtMost, ofPromise } = await simulateWaits({ ...USUAL, ...wait });
            const isInTime = ofPromise <= 1 || noticedAfterAtMost <= 1.1 * wait.runs;
            assert.ok(isInTime, `${noticedAfterAtMost} s, ${ofPromise} of the guaranteed delay`);
        });
    }
});
