import assert from "node:assert/strict";
import { CcmConnectionError, type Run } from "../../../../provider/ccm";
import { createRun } from "../../../../provider/core/runs/createRun";
import { parseInputs } from "../../../../provider/core/runs/runInputs";
import { recoverOpenStarts } from "../../../../provider/core/recovery/recoverOpenStarts";
import { runSpecOf } from "../../../../provider/core/recovery/runSpec";
import { StartRecorder } from "../../../../provider/core/recovery/startRecorder";
import { formatStamp } from "../../../../provider/core/recovery/startStamp";
import { apiOf, contextOf, NO_STATE } from "../../../support/context";
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

const stampAt = (process: string, atMs: number) => formatStamp({ atMs, process, journal: "", endpoint: "" });

/** A run with these inputs, as CCM shows it. */
const spec = { graphId: inputs.graphId, graphVersion: "2", requestedDeployment: inputs.deployment };

describe("the recovery of open starts", () => {
    it("continues a run that two starts name, and does not stop it for the older one", async () => {
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
        for (const [process, ago] of [
            ["first", 9000],
            ["second", 5000],
        ] as const) {
            const atMs = clock.wallTime() - ago;
            await context.journal.write({
                ...{ stage: "started", runId: "x", stamp: stampAt(process, atMs), endpoint: api.baseUrl },
                ...{ wanted: runSpecOf(inputs), stopOnDelete: true },
                sentAt: { wall: atMs, uptime: 0, host: "test" },
            });
        }
        const stamp = stampAt("now", clock.wallTime());
        const recorder = new StartRecorder(context, stamp, undefined);
        const taken = await clock.run(recoverOpenStarts(context, recorder, inputs, undefined, stamp), 60_000);
        assert.equal(taken?.runId, "x");
        assert.deepEqual(stopped, []);
        assert.deepEqual(
            shelf.noted().map(({ record }) => record.stamp),
            [stamp],
        );
    });

    it("searches for the run of an earlier create of this process until the search succeeds", async () => {
        const clock = new VirtualClock();
        const run: Run = { ...spec, runId: "left", status: "RUNNING", createdAtMs: clock.wallTime() };
        let isDown = true;
        const api = apiOf({
            runStatus: () => Promise.resolve(run),
            listRuns: async function* () {
                if (isDown) throw new CcmConnectionError("list the runs", "no connection", "ECONNREFUSED", false);
                yield run;
            },
        });
        const context = contextOf({ api, clock, urn: URN });
        const stamp = stampAt("now", clock.wallTime());
        const sentAt = { wall: clock.wallTime(), uptime: 0, host: "test" };
        const asked = { stage: "requested", stamp, endpoint: api.baseUrl, wanted: runSpecOf(inputs) } as const;
        context.ownership.leftOpen(URN, { ...asked, stopOnDelete: true, sentAt });
        const recover = () => {
            const recorder = new StartRecorder(context, stamp, undefined);
            return clock.run(recoverOpenStarts(context, recorder, inputs, undefined, stamp), 3_600_000);
        };
        await assert.rejects(recover(), /cannot be searched for/);
        isDown = false;
        // Clocks are unknown here, so the user has to decide; the point is that nothing is started.
        await assert.rejects(recover(), /it is not clear whether it is one of these: left \(RUNNING/);
    });

    it("leaves a run that may be another stack's unchanged and in the journal, although adoptRunId names another", async () => {
        const clock = new VirtualClock();
        const shelf = new JournalShelf();
        // A stop is not expected and fails the test.
        const api = apiOf({ runStatus: (runId) => Promise.resolve({ ...spec, runId, status: "RUNNING" }) });
        const warnings: string[] = [];
        const report = { keepsEveryLine: false, progress: () => undefined, info: () => undefined };
        const context = contextOf({
            ...{ api, clock, urn: URN, journal: shelf.of(URN) },
            report: { ...report, warn: (text) => void warnings.push(text) },
        });
        const stamp = stampAt("first", clock.wallTime() - 9000);
        await context.journal.write({
            ...{ stage: "started", runId: "r1", stamp, stack: "renamed", endpoint: api.baseUrl },
            ...{ wanted: runSpecOf(inputs), stopOnDelete: true },
            sentAt: { wall: clock.wallTime() - 9000, uptime: 0, host: "test" },
        });
        const state = { stackId: "this one", hasOtherPending: false, runs: [], openCreates: [] };
        const now = stampAt("now", clock.wallTime());
        const recorder = new StartRecorder(context, now, state.stackId);
        const adopting = { ...inputs, adoptRunId: "r2" };
        assert.equal(await clock.run(recoverOpenStarts(context, recorder, adopting, state, now), 60_000), undefined);
        assert.equal(shelf.noted().length, 1);
        assert.match(
            warnings.join(),
            /run r1, left by .* is neither adopted nor stopped: it may belong to another stack/,
        );
    });

    it("does not adopt a run that may also belong to a start of another stack on this machine", async () => {
        const OTHER = "urn:pulumi:other::test::type::run";
        for (const [what, begunMs, endpoint, isTaken] of [
            ["begun at the same time", 9_000, "same", false],
            ["begun long before", 3_600_000, "same", true],
            ["at another CCM", 9_000, "another", true],
        ] as const) {
            const clock = new VirtualClock();
            const shelf = new JournalShelf();
            const begin = clock.wallTime();
            const deployment = inputs.deployment as Run["deployment"];
            const run: Run = {
                ...{ runId: "x", status: "RUNNING", createdAtMs: begin - 9_000 },
                ...{ graphId: inputs.graphId, graphVersion: "2", deployment },
            };
            const api = apiOf({
                runStatus: () => Promise.resolve(run),
                listRuns: async function* () {
                    yield run;
                },
            });
            const context = contextOf({ api, clock, urn: URN, journal: shelf.of(URN) });
            // They are indistinguishable in CCM, which does not know triggers.
            const news = { ...inputs, triggers: { of: "this one" } };
            const ask = (urn: string, of: typeof news, ago: number, at: string) => {
                const wall = begin - ago;
                return shelf.of(urn).write({
                    ...{ stage: "requested", stamp: stampAt(of.triggers.of, wall), endpoint: at, stopOnDelete: true },
                    ...{ wanted: runSpecOf(of), sentAt: { wall, uptime: 0, host: "test", server: wall } },
                });
            };
            await ask(URN, news, 9_000, api.baseUrl);
            const at = endpoint === "same" ? api.baseUrl : "https://another.example.com/v1";
            await ask(OTHER, { ...inputs, triggers: { of: "the other" } }, begunMs, at);
            const stamp = stampAt("now", begin);
            const recorder = new StartRecorder(context, stamp, undefined);
            const recovered = clock.run(recoverOpenStarts(context, recorder, news, undefined, stamp), 3_600_000);
            if (isTaken) assert.equal((await recovered)?.runId, "x", what);
            else await assert.rejects(recovered, /it is not clear whether it is one of these: x \(RUNNING/, what);
        }
    });

    it("records that the engine has the run only if the state is stored during the update", async () => {
        for (const isKept of [true, false]) {
            const clock = new VirtualClock();
            const shelf = new JournalShelf();
            const run: Run = { ...spec, runId: "new", status: "RUNNING", createdAtMs: clock.wallTime() };
            const api = apiOf({ startRun: () => Promise.resolve(run), runStatus: () => Promise.resolve(run) });
            const state = { stackId: "stack", hasOtherPending: false, runs: [], openCreates: [] };
            const stackState = { ...NO_STATE, duringCreate: () => Promise.resolve(isKept ? state : undefined) };
            const context = contextOf({ api, clock, urn: URN, journal: shelf.of(URN), stackState });
            const news = { ...inputs, __start: stampAt("now", clock.wallTime()) };
            await clock.run(createRun(context, news), 3_600_000);
            const [noted] = shelf.noted();
            assert.equal(noted?.record.stage === "started" && noted.record.returned === true, isKept);
        }
    });
});
