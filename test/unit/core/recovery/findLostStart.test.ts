import assert from "node:assert/strict";
import { CcmConnectionError, CcmStatusError, type Run } from "../../../../provider/ccm";
import { createRun } from "../../../../provider/core/runs/createRun";
import { apiOf, contextOf } from "../../../support/context";
import { JournalShelf } from "../../../support/memoryJournal";
import { VirtualClock } from "../../../support/virtualClock";

const URN = "urn:pulumi:test::test::type::run";
const inputs = {
    graphId: "9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c001",
    graphVersion: "2",
    deployment: {
        kubernetesSingleJob: { namespace: "scoring", clusterId: "5f0f8c5e-6c0a-4a0e-9a56-0d5a4f2f7a01" },
    },
    timeouts: { start: "8s" },
};

/** Behaviors of the list of runs during the search, with their durations. */
const answers: Record<string, (clock: VirtualClock, deadline: number) => Promise<void>> = {
    "does not respond": async (clock, deadline) => {
        await clock.sleep(Math.max(0, Math.min(30_000, deadline - clock.now())));
        throw new CcmConnectionError("list the runs", "no answer", "TIMEOUT", true);
    },
    "responds with 502 after ten seconds": async (clock, deadline) => {
        await clock.sleep(Math.max(0, Math.min(10_000, deadline - clock.now())));
        throw new CcmStatusError("list the runs", "CCM answered 502", 502, "", undefined, undefined);
    },
    "shows no run": () => Promise.resolve(),
};

/** Rows without an id, and whether they may be the lost run. */
const nameless: [what: string, row: Partial<Run>, mayBeIt: boolean][] = [
    ["nothing at all", {}, true],
    ["the right graph", { graphId: inputs.graphId, graphVersion: "2" }, true],
    ["another graph", { graphId: "9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c002", graphVersion: "2" }, false],
];

describe("the search for a lost start", () => {
    for (const [what, answer] of Object.entries(answers)) {
        it(`respects timeouts.start if the list ${what}, and leaves the start to the next update`, async () => {
            const clock = new VirtualClock({ moves: "whileRun" });
            const shelf = new JournalShelf();
            const api = apiOf({
                startRun: () => Promise.reject(new CcmConnectionError("start the run", "it broke", "ECONNRESET", true)),
                listRuns: async function* (options) {
                    await answer(clock, options?.deadline ?? Infinity);
                    yield* [];
                },
            });
            const context = contextOf({ api, clock, urn: URN, journal: shelf.of(URN) });
            const failed = createRun(context, inputs).then(
                () => "a run",
                (error: unknown) => String(error),
            );
            const text = await clock.run(failed, 10_000);
            assert.match(text, /A run may have been started anyway, and it could not be searched for: /);
            assert.deepEqual(
                shelf.noted().map(({ record }) => record.stage),
                ["requested"],
            );
        });
    }

    for (const [what, row, mayBeIt] of nameless) {
        it(`treats a list as incomplete if a row without an id, which shows ${what}, may be the run`, async () => {
            const clock = new VirtualClock({ moves: "whileRun" });
            const shelf = new JournalShelf();
            let starts = 0;
            const api = apiOf({
                startRun: () => {
                    starts++;
                    if (starts > 1)
                        return Promise.resolve({ runId: "again", status: "RUNNING", graphId: inputs.graphId });
                    return Promise.reject(new CcmConnectionError("start the run", "it broke", "ECONNRESET", true));
                },
                listRuns: async function* () {
                    yield { runId: "", status: "UNKNOWN", createdAtMs: clock.wallTime(), ...row };
                },
            });
            const context = contextOf({ api, clock, urn: URN, journal: shelf.of(URN) });
            const done = createRun(context, { ...inputs, waitFor: "NONE", timeouts: { start: "15m" } }).then(
                ({ runId }) => runId,
                (error: unknown) => String(error),
            );
            const outcome = await clock.run(done, 600_000);
            if (mayBeIt)
                assert.match(
                    outcome,
                    /could not be searched for: CCM's list has a run without an id, which may be the run of this start/,
                );
            else assert.equal(outcome, "again");
            assert.equal(starts, mayBeIt ? 1 : 2);
        });
    }
});
