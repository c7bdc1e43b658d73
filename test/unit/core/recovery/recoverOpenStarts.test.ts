import assert from "node:assert/strict";
import type { Run } from "../../../../provider/ccm";
import { parseInputs } from "../../../../provider/core/runs/runInputs";
import { recoverOpenStarts } from "../../../../provider/core/recovery/recoverOpenStarts";
import { runSpecOf } from "../../../../provider/core/recovery/runSpec";
import { StartRecorder } from "../../../../provider/core/recovery/startRecorder";
import { formatStamp } from "../../../../provider/core/recovery/startStamp";
import { apiOf, contextOf } from "../../../support/context";
import { JournalShelf } from "../../../support/memoryJournal";
import { VirtualClock } from "../../../support/virtualClock";

const URN = "urn:pulumi:test::test::type::run";
const inputs = parseInputs({
    graphId: "9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c001",
    graphVersion: "2",
    deployment: {
        kubernetesSingleJob: { namespace: "scoring", clusterId: "5f0f8c5e-6c0a-4a0e-9a56-0d5a4f2f7a01" },
    },
});

describe("what earlier creates have left open", () => {
    it("two of them that name the same run: it is gone on with, and not stopped as the older one's", async () => {
        const clock = new VirtualClock();
        const shelf = new JournalShelf();
        const stopped: string[] = [];
        const run: Run = { runId: "x", status: "RUNNING", createdAtMs: clock.wallTime() };
        const api = apiOf({
            runStatus: () => Promise.resolve(run),
            stopRun: (runId) => {
                stopped.push(runId);
                return Promise.resolve({ ...run, status: "TERMINATED" });
            },
        });
        const context = contextOf({ api, clock, urn: URN, journal: shelf.of(URN) });
        const stampOf = (process: string, atMs: number) => formatStamp({ atMs, process, journal: "", endpoint: "" });
        for (const [process, ago] of [
            ["first", 9000],
            ["second", 5000],
        ] as const) {
            const atMs = clock.wallTime() - ago;
            await context.journal.write({
                ...{ stage: "started", runId: "x", stamp: stampOf(process, atMs), endpoint: api.baseUrl },
                ...{ wanted: runSpecOf(inputs), stopOnDelete: true },
                sentAt: { wall: atMs, uptime: 0, host: "test" },
            });
        }
        const stamp = stampOf("now", clock.wallTime());
        const recorder = new StartRecorder(context, stamp, undefined);
        const taken = await clock.run(recoverOpenStarts(context, recorder, inputs, undefined, stamp), 60_000);
        assert.equal(taken?.runId, "x");
        assert.deepEqual(stopped, []);
        assert.deepEqual(
            shelf.noted().map(({ record }) => record.stamp),
            [stamp],
        );
    });
});
