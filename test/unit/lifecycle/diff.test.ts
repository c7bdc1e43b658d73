import assert from "node:assert/strict";
import fc from "fast-check";
import { checkWorkflowRun, type Properties } from "../../../provider/lifecycle/check";
import { diffWorkflowRun } from "../../../provider/lifecycle/diff";

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

describe("what the next up does with a run", () => {
    it("nothing, when nothing has changed", () =>
        assert.equal(diffWorkflowRun("r-1", olds(), news()).kind, "settingsOnly"));

    const reasons: [change: Properties, reason: string][] = [
        [{ graphVersion: "3" }, "starts a new run: graphVersion changed"],
        [{ triggers: { image: "2", day: "mon" } }, "starts a new run: triggers.image changed"],
        [{ triggers: { image: "1" } }, "starts a new run: triggers.day removed"],
        [{ triggers: { image: "1", day: "mon", hour: 1 } }, "starts a new run: triggers.hour added"],
        [{ deployment: undefined }, "starts a new run: deployment removed"],
        [
            { deployment: { kubernetesSingleJob: { namespace: "other", clusterId: UUID } }, graphVersion: "3" },
            "starts a new run: graphVersion changed, deployment.kubernetesSingleJob.namespace changed",
        ],
        [
            { triggers: { a: 1, b: 2, c: 3 } },
            "starts a new run: triggers.image removed, triggers.day removed, triggers.a added and 2 more",
        ],
        [
            { runtimeConfigs: { f00: { deployment: { aci: { envVars: { A: "1" } } } } } },
            "starts a new run: runtimeConfigs added",
        ],
    ];
    for (const [change, text] of reasons) {
        it(text, () => assert.equal(reason(olds(), news(change)), text));
    }

    it("a status in rerunOn replaces the run; another status does not", () => {
        assert.deepEqual(diffWorkflowRun("r-1", olds({ runStatus: "FAILED" }), news()), {
            kind: "replace",
            properties: ["runStatus"],
            reason: "replaces: the last run r-1 FAILED (rerunOn)",
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

    it("a wait that was cut short is resumed, unless the run is to be replaced", () => {
        assert.equal(diffWorkflowRun("r-1", olds({ runStatus: "PENDING", __waiting: true }), news()).kind, "resume");
        assert.equal(
            diffWorkflowRun("r-1", olds({ runStatus: "FAILED", __waiting: true }), news({ rerunOn: [] })).kind,
            "resume",
        );
        assert.equal(diffWorkflowRun("r-1", olds({ runStatus: "FAILED", __waiting: true }), news()).kind, "replace");
    });

    it("hidden inputs and outputs never make a difference", () => {
        const decision = diffWorkflowRun("r-1", olds({ __urn: "a", currentGraphVersion: "9" }), {
            ...news(),
            __urn: "b",
            __provider: "x",
        });
        assert.equal(decision.kind, "settingsOnly");
    });

    it("no input is different from itself, in whatever order its keys come back", () => {
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

    it("a reason never holds a value", () => {
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
