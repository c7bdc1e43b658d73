import assert from "node:assert/strict";
import type { Run } from "../../../../provider/ccm";
import { parseInputs } from "../../../../provider/core/runs/runInputs";
import type { Properties } from "../../../../provider/core/validation";
import {
    asksFor,
    runSpecOf,
    isSameRun,
    isIndistinguishable,
    matchRun,
} from "../../../../provider/core/recovery/runSpec";
import { UNKNOWN_CLOCK_MS } from "../../../../provider/core/recovery/ccmClock";
import { possibleRuns } from "../../../../provider/core/recovery/possibleRuns";

const GRAPH = "9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c001";
const CLUSTER = "5f0f8c5e-6c0a-4a0e-9a56-0d5a4f2f7a01";
const OTHER = "5f0f8c5e-6c0a-4a0e-9a56-0d5a4f2f7a02";
const FROM = 1_767_225_600_000;
const base = {
    graphId: GRAPH,
    graphVersion: "2",
    deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: CLUSTER } },
};
const of = (change: Properties = {}) => runSpecOf(parseInputs({ ...base, ...change }));
const job = (clusterId: string, namespace = "scoring") => ({ kubernetesSingleJob: { namespace, clusterId } });

function run(change: Partial<Run> = {}): Run {
    return {
        runId: "r",
        status: "RUNNING",
        createdAtMs: FROM,
        graphId: GRAPH,
        graphVersion: "2",
        deployment: job(CLUSTER),
        ...change,
    };
}

describe("the fingerprint of a start", () => {
    it("keeps its names and values for the journals of every version", () =>
        assert.deepEqual(of({ triggers: { a: 1 } }), {
            graph: "79c50024cb4e213886c8709561c8fdce",
            version: "cc11310c456c3690d5a74c23aa31cc25",
            place: "bd293d517477b12a8e341976fb80882b",
            inputs: "77515b432796f592f1825dfd854c9487",
            triggers: "015abd7f5cc57a2dd94b7590f04ad808",
            fingerprint: 2,
        }));

    it("of version 1 is unchanged, for journals that contain it", () => {
        const inputs = parseInputs({ ...base, triggers: { a: 1 } });
        const old = { ...runSpecOf(inputs, 1), fingerprint: 1 };
        assert.equal(old.inputs, "d3fd286524f0c4472935c666c013f7cf");
        assert.equal(asksFor(old, inputs), true);
        assert.equal(asksFor(old, parseInputs({ ...base, graphVersion: "3" })), false);
    });

    it("leaves out unset inputs, so that a new input changes none", () => {
        const more = { ...parseInputs(base), runtimeConfigs: undefined, priority: undefined };
        assert.deepEqual(runSpecOf(more), of());
    });

    it("is not comparable if secrets are unreadable, or with another version", () => {
        const { inputs: _hidden, ...hidden } = of();
        assert.equal(isSameRun(hidden, of()), undefined);
        assert.equal(isSameRun({ ...of(), fingerprint: 1 }, of()), undefined);
        assert.equal(isSameRun({ ...hidden, triggers: "a" }, { ...of(), triggers: "b" }), false);
    });

    it("contains no readable values", () => {
        const secret = "a-very-secret-value";
        const text = JSON.stringify(of({ triggers: { secret } }));
        for (const value of [GRAPH, CLUSTER, "scoring", secret]) assert.ok(!text.includes(value), text);
    });

    it("is the same for every spelling of the same run", () => {
        const spelled = of({ graphId: GRAPH.toUpperCase(), graphVersion: 2, runtimeConfigs: {} });
        assert.deepEqual(spelled, of());
        assert.deepEqual(of({ triggers: { a: 1, b: 2 } }), of({ triggers: { b: 2, a: 1 } }));
        assert.notDeepEqual(of({ triggers: [1, 2] }), of({ triggers: [2, 1] }));
    });

    it("treats null as absent, as the engine does", () => {
        const config = (jobSpec: object) => ({ id: { deployment: { kubernetes: { jobSpec } } } });
        const wanted = of({ runtimeConfigs: config({ name: "a" }), triggers: { a: 1 } });
        assert.deepEqual(of({ runtimeConfigs: config({ name: "a", b: null }), triggers: { a: 1, b: null } }), wanted);
        assert.deepEqual(of({ triggers: { a: null } }), of());
    });

    it("of a version that distinguished null from absent still matches the same inputs", () => {
        const inputs = parseInputs({ ...base, triggers: { a: 1, b: null } });
        const old = { ...of(), triggers: "46e0ff59f6164548317489fbea1133a4" };
        assert.equal(asksFor(old, inputs), true);
        assert.equal(asksFor(old, parseInputs({ ...base, triggers: { a: 2, b: null } })), false);
    });

    it("distinguishes starts of different runs", () => {
        const config = (name: string) => ({ id: { deployment: { kubernetes: { jobSpec: { name } } } } });
        assert.ok(isSameRun(of(), of()));
        assert.ok(!isSameRun(of(), of({ graphVersion: "3" })));
        assert.ok(!isSameRun(of({ runtimeConfigs: config("a") }), of({ runtimeConfigs: config("b") })));
        assert.ok(!isSameRun(of({ triggers: { a: 1 } }), of({ triggers: { a: 2 } })));
    });

    it("ignores the first trigger and the last one, as a diff does", () => {
        assert.ok(isSameRun(of(), of({ triggers: { a: 1 } })));
        assert.ok(isSameRun(of({ triggers: { a: 1 } }), of({ triggers: {} })));
    });
});

describe("two starts that are indistinguishable in CCM", () => {
    it("have the same graph, version and target, whatever their other inputs", () => {
        assert.ok(isIndistinguishable(of(), of({ triggers: { a: 1 } })));
        assert.ok(!isIndistinguishable(of(), of({ graphId: OTHER })));
        assert.ok(!isIndistinguishable(of(), of({ graphVersion: "3" })));
        const elsewhere = { kubernetesSingleJob: { namespace: "other", clusterId: CLUSTER } };
        assert.ok(!isIndistinguishable(of(), of({ deployment: elsewhere })));
    });

    it("may have the same target if one leaves it to the graph version", () => {
        assert.ok(isIndistinguishable(of(), of({ deployment: undefined })));
        assert.ok(isIndistinguishable(of({ deployment: undefined }), of()));
    });
});

describe("a run of the service", () => {
    const matches: [what: string, change: Partial<Run>, expected: string][] = [
        ["the same values", {}, "match"],
        [
            "the same values in upper case",
            { graphId: GRAPH.toUpperCase(), deployment: job(CLUSTER.toUpperCase()) },
            "match",
        ],
        ["another graph", { graphId: OTHER }, "other"],
        ["another cluster", { deployment: job(OTHER) }, "other"],
        ["another namespace", { deployment: job(CLUSTER, "other") }, "other"],
        ["the other kind of deployment", { deployment: { aciSingleJob: { clusterId: CLUSTER } } }, "other"],
        ["another version, to which CCM may have moved it", { graphVersion: "3" }, "doubt"],
        ["without a version", { graphVersion: undefined }, "doubt"],
        ["without a graph", { graphId: undefined }, "doubt"],
        ["without a deployment", { deployment: undefined }, "doubt"],
        ["without a graph, on another cluster", { graphId: undefined, deployment: job(OTHER) }, "other"],
    ];
    for (const [what, change, expected] of matches) {
        it(`${what}: ${expected}`, () => assert.equal(matchRun(of(), run(change)), expected));
    }

    it("matches with any target if that was left to the graph version", () => {
        assert.equal(matchRun(of({ deployment: undefined }), run({ deployment: job(OTHER) })), "match");
        assert.equal(matchRun(of({ deployment: undefined }), run({ deployment: undefined })), "match");
    });

    it("on ACI matches with any location that CCM has filled in", () => {
        const aci = of({ deployment: { aciSingleJob: { clusterId: CLUSTER } } });
        const deployment = { aciSingleJob: { clusterId: CLUSTER, deploymentLocation: "westeurope" } };
        assert.equal(matchRun(aci, run({ deployment })), "match");
        assert.equal(matchRun(aci, run()), "other");
    });
});

describe("the possible runs of a start of this process", () => {
    const at = (seconds: number, id: string) => run({ createdAtMs: FROM + seconds * 1000, runId: id });
    const known = { sentAtMs: [FROM], doubtMs: 0, isNew: () => false };
    const unknown = {
        sentAtMs: [FROM, FROM + 3600_000],
        doubtMs: UNKNOWN_CLOCK_MS,
        isNew: (id: string) => id === "new",
    };

    it("are those created since, with a tolerance of a few seconds for the clocks", () =>
        assert.deepEqual(possibleRuns([at(-6, "a"), at(-5, "b"), at(0, "c")], of(), known).matches, ["b", "c"]));

    it("are sorted by time, and by id within a second", () =>
        assert.deepEqual(possibleRuns([at(2, "b"), at(2, "a"), at(1, "c")], of(), known).matches, ["c", "a", "b"]));

    it("exclude runs that a resource has", () =>
        assert.deepEqual(possibleRuns([at(0, "a"), at(1, "b")], of(), known, (id) => id === "a").matches, ["b"]));

    it("are ambiguous without a time, and if CCM may have moved them to another version", () => {
        const ambiguous = (change: Partial<Run>) => possibleRuns([run(change)], of(), known);
        assert.deepEqual(ambiguous({ createdAtMs: undefined }), { matches: [], ambiguous: ["r"] });
        assert.deepEqual(ambiguous({ graphVersion: "3" }), { matches: [], ambiguous: ["r"] });
        assert.deepEqual(ambiguous({ graphId: OTHER }), { matches: [], ambiguous: [] });
    });

    it("fit a likely clock or are new if CCM's clock is unknown; others of those hours are ambiguous", () => {
        const runs = [at(0, "ours"), at(3600, "gateway"), at(-7200, "earlier"), at(7200, "new"), at(-24 * 3600, "old")];
        const { matches, ambiguous } = possibleRuns(runs, of(), unknown);
        assert.deepEqual(matches, ["ours", "gateway", "new"]);
        assert.deepEqual(ambiguous, ["earlier"]);
    });

    it("are ambiguous shortly before, if CCM's clock is known from other starts only", () => {
        const roughly = { ...known, doubtMs: 60_000 };
        assert.deepEqual(possibleRuns([at(-61, "a"), at(-59, "b")], of(), roughly), { matches: [], ambiguous: ["b"] });
    });
});
