import assert from "node:assert/strict";
import fc from "fast-check";
import { checkWorkflowRun } from "../../../../provider/core/runs/runInputs";
import type { Properties } from "../../../../provider/core/validation";
import { withFinishedObservedAt } from "../../../../provider/core/runs/runState";
import { diffWorkflowRun } from "../../../../provider/core/runs/diffRun";
import { UNKNOWN_VALUE } from "../../../../provider/core/values";

const UUID = "9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c001";
const base: Properties = {
    graphId: UUID,
    graphVersion: "2",
    deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: UUID } },
    triggers: { image: "1", day: "mon" },
};

const news = (change: Properties = {}) => checkWorkflowRun({ ...base, ...change }).inputs;
const olds = (change: Properties = {}) => ({
    ...news(),
    runId: "r-1",
    runStatus: "RUNNING",
    stateVersion: 1,
    ...change,
});
const reason = (old: Properties, now: Properties) => diffWorkflowRun("r-1", old, now).reason;

describe("the next update of a run", () => {
    it("does nothing if nothing has changed", () =>
        assert.equal(diffWorkflowRun("r-1", olds(), news()).kind, "settingsOnly"));

    const reasons: [change: Properties, reason: string][] = [
        [{ graphVersion: "3" }, "new run: graphVersion changed"],
        [{ triggers: { image: "2", day: "mon" } }, "new run: triggers.image changed"],
        [{ triggers: { image: "1", day: null } }, "new run: triggers.day removed"],
        [{ triggers: { image: "1" } }, "new run: triggers.day removed"],
        [{ triggers: { image: "1", day: "mon", hour: 1 } }, "new run: triggers.hour added"],
        [{ deployment: undefined }, "new run: deployment removed"],
        [
            { deployment: { kubernetesSingleJob: { namespace: "other", clusterId: UUID } }, graphVersion: "3" },
            "new run: graphVersion changed, deployment.kubernetesSingleJob.namespace changed",
        ],
        [
            { triggers: { a: 1, b: 2, c: 3 } },
            "new run: triggers.image removed, triggers.day removed, triggers.a added and 2 more",
        ],
        [
            { runtimeConfigs: { f00: { deployment: { aci: { envVars: { A: "1" } } } } } },
            "new run: runtimeConfigs added",
        ],
    ];
    const ID = "64260fff2a92becd96c0b3f76f1acf304287bba2bc2be39ea0b9d579a2279f31";
    const containers = (...list: object[]) => ({
        runtimeConfigs: { [ID]: { deployment: { kubernetes: { jobSpec: { spec: { containers: list } } } } } },
    });
    const inLists: [old: Properties, now: Properties, places: string][] = [
        [
            containers({ image: "a:1", env: [{ name: "KEY", value: "x" }] }),
            containers({ image: "a:2", env: [{ name: "KEY", value: "x" }] }),
            'runtimeConfigs["64260fff…"].deployment.kubernetes.jobSpec.spec.containers[0].image changed',
        ],
        [
            containers({ image: "a:1" }),
            containers({ image: "a:1" }, { image: "b:1" }),
            'runtimeConfigs["64260fff…"].deployment.kubernetes.jobSpec.spec.containers[1] added',
        ],
        [{ triggers: [1, 2] }, { triggers: [1] }, "triggers[1] removed"],
        [
            { triggers: [1, 2, 3, 4, 5] },
            { triggers: [5, 4, 3, 2, 1] },
            "triggers[0] changed, triggers[1] changed, triggers[3] changed and 1 more",
        ],
    ];
    for (const [old, now, places] of inLists) {
        it(`in a list: ${places}`, () => assert.equal(reason(olds(old), news(now)), `new run: ${places}`));
    }

    it("does not show names inside a secret value, in olds or in news", () => {
        const secret = { __secretPaths: [["triggers"]] };
        const [old, now] = [{ triggers: { HIDDEN: "1" } }, { triggers: { HIDDEN: "2", MORE: "3" } }];
        const text = "new run: triggers changed";
        assert.equal(reason(olds({ ...old, ...secret }), news(now)), text);
        assert.equal(reason(olds(old), news({ ...now, ...secret })), text);
        const part = { __secretPaths: [["triggers", "HIDDEN"]] };
        assert.equal(
            reason(olds({ ...old, ...part }), news({ ...now, ...part })),
            "new run: triggers.HIDDEN changed, triggers.MORE added",
        );
    });

    for (const [change, text] of reasons) {
        it(text, () => assert.equal(reason(olds(), news(change)), text));
    }

    it("shows when the end of a replaced run was seen", () => {
        const now = Date.UTC(2026, 0, 2);
        const at = (__endSeenAt: unknown) =>
            diffWorkflowRun("r-1", olds({ runStatus: "FAILED", __endSeenAt }), news(), false, now).reason;
        assert.equal(at("2026-01-01T22:00:00Z"), "new run: the previous run r-1 FAILED, seen 2 h ago (rerunOn)");
        assert.equal(at("2026-01-02T00:00:00Z"), "new run: the previous run r-1 FAILED, seen 0 s ago (rerunOn)");
        for (const odd of ["2026-01-03T00:00:00Z", "today", 5, undefined]) {
            assert.equal(at(odd), "new run: the previous run r-1 FAILED (rerunOn)");
        }
    });

    it("records the end of a run once", () => {
        const seen = (runStatus: string, before?: string) =>
            withFinishedObservedAt({ runStatus }, { runStatus: before }, 0).__endSeenAt;
        assert.equal(seen("FAILED", "RUNNING"), "1970-01-01T00:00:00.000Z");
        assert.equal(seen("FAILED"), "1970-01-01T00:00:00.000Z");
        assert.equal(seen("FAILED", "FAILED"), undefined);
        assert.equal(seen("RUNNING", "PENDING"), undefined);
    });

    it("replaces a run with a status in rerunOn, and with no other", () => {
        assert.deepEqual(diffWorkflowRun("r-1", olds({ runStatus: "FAILED" }), news()), {
            kind: "replace",
            properties: ["runStatus"],
            reason: "new run: the previous run r-1 FAILED (rerunOn)",
            code: "CCM103",
        });
        for (const runStatus of ["PENDING", "RUNNING", "UNKNOWN", "TERMINATING", "SUCCEEDED", "TERMINATED"]) {
            assert.equal(diffWorkflowRun("r-1", olds({ runStatus }), news()).kind, "settingsOnly", runStatus);
        }
        for (const runStatus of ["SUCCEEDED", "TERMINATED", "FAILED"]) {
            assert.equal(
                diffWorkflowRun("r-1", olds({ runStatus }), news({ rerunOn: [runStatus] })).kind,
                "replace",
                runStatus,
            );
            assert.equal(
                diffWorkflowRun("r-1", olds({ runStatus }), news({ rerunOn: [] })).kind,
                "settingsOnly",
                runStatus,
            );
        }
    });

    it("resumes an interrupted wait, unless the run is replaced", () => {
        assert.equal(diffWorkflowRun("r-1", olds({ runStatus: "PENDING", __waiting: true }), news()).kind, "resume");
        assert.equal(
            diffWorkflowRun("r-1", olds({ runStatus: "FAILED", __waiting: true }), news({ rerunOn: [] })).kind,
            "resume",
        );
        assert.equal(diffWorkflowRun("r-1", olds({ runStatus: "FAILED", __waiting: true }), news()).kind, "replace");
    });

    describe("adoptRunId", () => {
        const adopting = (adoptRunId: string, runId = UUID) => diffWorkflowRun(runId, olds(), news({ adoptRunId }));

        it("of another run adopts that run", () => {
            const other = "00000000-0000-4000-8000-000000000001";
            assert.deepEqual(adopting(other), {
                kind: "replace",
                properties: ["adoptRunId"],
                reason: `takes over another run: run ${other} (adoptRunId)`,
                code: "CCM102",
            });
        });

        it("that is unknown may be another run", () =>
            assert.equal(adopting(UNKNOWN_VALUE).reason, "takes over another run: adoptRunId is not known yet"));

        it("of the current run, or removed, changes nothing", () => {
            assert.equal(adopting(UUID.toUpperCase()).kind, "settingsOnly");
            assert.equal(adopting(UUID, UUID.toUpperCase()).kind, "settingsOnly");
            assert.equal(diffWorkflowRun(UUID, olds({ adoptRunId: UUID }), news()).kind, "settingsOnly");
        });
    });

    it("cleans up after an interrupted replacement, unless the run is replaced anyway", () => {
        assert.deepEqual(diffWorkflowRun("r-1", olds(), news(), true), {
            kind: "resume",
            reason: "cleans up after an update that was interrupted while it replaced run r-1; that run is kept",
            code: "CCM106",
        });
        assert.equal(diffWorkflowRun("r-1", olds(), news({ graphVersion: "3" }), true).kind, "replace");
    });

    it("shows the reason for a resumed wait", () => {
        const resumed = (runStatus: string) =>
            reason(olds({ runStatus, __waiting: true }), news({ rerunOn: ["SUCCEEDED"] }));
        assert.equal(resumed("PENDING"), "continues to wait for run r-1, last seen PENDING");
        assert.equal(resumed("FAILED"), "reports again how run r-1 ended: FAILED");
    });

    it("says that a run was TERMINATED, because it was stopped from outside", () =>
        assert.equal(
            reason(olds({ runStatus: "TERMINATED" }), news({ rerunOn: ["TERMINATED"] })),
            "new run: the previous run r-1 was TERMINATED (rerunOn)",
        ));

    describe("spellings of the same run", () => {
        const aci = (app: object) => ({ id: { deployment: { aci: app } } });
        const job = (jobSpec: object) => ({ id: { deployment: { kubernetes: { jobSpec } } } });
        const same: [old: Properties, now: Properties][] = [
            [{ graphId: UUID.toUpperCase() }, {}],
            [{ graphVersion: 2 }, {}],
            [{ deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: UUID.toUpperCase() } } }, {}],
            [{ runtimeConfigs: {} }, {}],
            [{ runtimeConfigs: null }, {}],
            [{ triggers: null }, {}],
            [{ triggers: { image: "1", day: "mon", rev: null } }, {}],
            [{ runtimeConfigs: job({ a: null }) }, { runtimeConfigs: job({}) }],
            [{ runtimeConfigs: job({ list: [{ a: 1, b: null }] }) }, { runtimeConfigs: job({ list: [{ a: 1 }] }) }],
            [{ runtimeConfigs: aci({}) }, { runtimeConfigs: aci({ exposedPorts: [], envVars: {} }) }],
        ];
        for (const [old, now] of same) {
            it(JSON.stringify(old), () =>
                assert.equal(diffWorkflowRun("r-1", olds(old), { ...news(), ...now }).kind, "settingsOnly"),
            );
        }
        const different: [old: Properties, now: Properties][] = [
            [{ deployment: null }, {}],
            [{ runtimeConfigs: aci({ envVars: { A: "1" } }) }, { runtimeConfigs: aci({}) }],
            [
                { runtimeConfigs: { id: { deployment: { kubernetes: { jobSpec: {} } } } } },
                { runtimeConfigs: { id: { deployment: { kubernetes: { jobSpec: { exposedPorts: [] } } } } } },
            ],
            [{ graphVersion: true }, { graphVersion: "true" }],
            [{ runtimeConfigs: job({ list: [1, null] }) }, { runtimeConfigs: job({ list: [1] }) }],
        ];
        for (const [old, now] of different) {
            it(`${JSON.stringify(old)} is another run`, () =>
                assert.equal(diffWorkflowRun("r-1", olds(old), { ...news(), ...now }).kind, "replace"));
        }
    });

    it("ignores hidden inputs and outputs", () => {
        const decision = diffWorkflowRun("r-1", olds({ __urn: "a", currentGraphVersion: "9" }), {
            ...news(),
            __urn: "b",
            __provider: "x",
        });
        assert.equal(decision.kind, "settingsOnly");
    });

    it("treats an input as unchanged, whatever the order of its keys", () => {
        const json = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });
        fc.assert(
            fc.property(json, (triggers) => {
                const backwards = Object.fromEntries(Object.entries(triggers).reverse());
                return (
                    diffWorkflowRun("r-1", olds({ triggers }), news({ triggers: backwards })).kind === "settingsOnly"
                );
            }),
        );
    });

    it("never shows a value in a reason", () => {
        const word = fc.stringMatching(/^[a-z]{8,20}$/);
        fc.assert(
            fc.property(word, word, (old, now) => {
                fc.pre(old !== now);
                const text = reason(olds({ triggers: { key: old } }), news({ triggers: { key: now } }));
                return !text.includes(old) && !text.includes(now);
            }),
        );
    });
});
