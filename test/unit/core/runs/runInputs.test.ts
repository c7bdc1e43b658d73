import assert from "node:assert/strict";
import fc from "fast-check";
import { checkWorkflowRun, parseInputs } from "../../../../provider/core/runs/runInputs";
import { formatProblem, type Properties } from "../../../../provider/core/validation";
import { formatDuration, parseDuration } from "../../../../provider/core/text";
import { formatPath, UNKNOWN_VALUE, valueAt } from "../../../../provider/core/values";
import { startRequest } from "../../../../provider/core/runs/startRun";

const UUID = "9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c001";
const base: Properties = { graphId: UUID, graphVersion: "2" };

const problems = (inputs: Properties) => checkWorkflowRun(inputs).problems.map(formatProblem);

describe("check", () => {
    it("refuses values that would not reach CCM as they were written", () => {
        const deep = JSON.parse(`${'{"a":'.repeat(120)}1${"}".repeat(120)}`) as Properties;
        assert.deepEqual(problems({ ...base, triggers: { big: 2 ** 53, fine: 2 ** 53 - 1, half: 1e300 + 0.5 } }), [
            "triggers.big is a number that JavaScript cannot represent exactly; write it as a string",
            "triggers.half is a number that JavaScript cannot represent exactly; write it as a string",
        ]);
        assert.deepEqual(problems({ ...base, triggers: deep }), ["triggers.a.a is nested more than 100 levels deep"]);
        assert.deepEqual(problems({ ...base, triggers: JSON.parse('{"__proto__":1}') as Properties }), [
            "triggers must not have a member called __proto__",
        ]);
    });

    it("fills in defaults, and keeps given values", () => {
        assert.deepEqual(checkWorkflowRun({ ...base, waitFor: "NONE", timeouts: { stop: "1m" } }).inputs, {
            ...base,
            waitFor: "NONE",
            rerunOn: ["FAILED"],
            stopOnDelete: true,
            timeouts: { start: "15m", finish: "24h", stop: "1m" },
        });
    });

    it("fills in the same defaults if a value is unknown", () => {
        const { inputs, problems: found } = checkWorkflowRun({
            ...base,
            deployment: UNKNOWN_VALUE,
            timeouts: { stop: UNKNOWN_VALUE },
            graphVersion: 3,
        });
        assert.deepEqual(found, []);
        assert.deepEqual(inputs, {
            ...base,
            graphVersion: "3",
            deployment: UNKNOWN_VALUE,
            waitFor: "RUNNING",
            rerunOn: ["FAILED"],
            stopOnDelete: true,
            timeouts: { start: "15m", finish: "24h", stop: UNKNOWN_VALUE },
        });
    });

    it("does not check which of two properties is given while one is unknown", () => {
        const kubernetesSingleJob = { namespace: "n", clusterId: UUID };
        assert.deepEqual(problems({ ...base, deployment: { kubernetesSingleJob, aciSingleJob: UNKNOWN_VALUE } }), []);
    });

    it("reports problems beside an unknown value", () => {
        const deployment = { kubernetesSingleJob: { namespace: UNKNOWN_VALUE, clusterId: "x" } };
        assert.deepEqual(problems({ ...base, deployment }), [
            "deployment.kubernetesSingleJob.clusterId must be a UUID, such as 0b0f6bf7-6f5c-4b0b-9c62-3f1a9f6f1a11",
        ]);
    });

    // The other messages: test/e2e/badInputs.test.ts has those that are tested with the real engine.
    const bad: [inputs: Properties, message: string][] = [
        [{ graphId: 7 }, "graphId must be a string, not a number"],
        [{ graphVersion: null }, "graphVersion is required"],
        [{ graphVersion: "" }, "graphVersion must not be empty"],
        [
            { graphVersion: 1.1 },
            'graphVersion must be a string or a whole number: write "1.10" in quotes, because as a number it is 1.1',
        ],
        [
            { graphVersion: 1e21 },
            'graphVersion must be a string or a whole number: write "1.10" in quotes, because as a number it is 1.1',
        ],
        [{ graphVersion: true }, "graphVersion must be a string"],
        [{ rerunOn: "FAILED" }, "rerunOn must be an array, not a string"],
        [{ stopOnDelete: "no" }, "stopOnDelete must be a boolean, not a string"],
        [{ timeouts: null, triggers: null, waitFor: 1 }, 'waitFor must be "NONE", "RUNNING" or "SUCCEEDED"'],
        [
            { timeouts: { start: "0s" } },
            'timeouts.start must be a duration such as "90s", "15m" or "1h30m", more than 0 and at most 366 days',
        ],
        [
            { timeouts: { stop: "-5m" } },
            'timeouts.stop must be a duration such as "90s", "15m" or "1h30m", more than 0 and at most 366 days',
        ],
        [
            { runtimeConfigs: { f00: { deployment: { aci: { exposedPorts: [{ port: 70000, protocol: "Tcp" }] } } } } },
            "runtimeConfigs.f00.deployment.aci.exposedPorts[0].port must be at most 65535",
        ],
    ];
    for (const [inputs, message] of bad) {
        it(message, () => assert.deepEqual(problems({ ...base, ...inputs }), [message]));
    }

    it("treats null as absent, as the engine does, at any depth", () => {
        const deployment = { kubernetesSingleJob: { namespace: "n", clusterId: base.graphId } };
        const app = (aci: object) => ({ f00: { deployment: { aci, kubernetes: null } } });
        const withNulls = {
            deployment: { ...deployment, aciSingleJob: null },
            runtimeConfigs: app({ exposedPorts: null, envVars: { A: "1", B: null } }),
            timeouts: { start: null },
        };
        const { inputs, problems: none } = checkWorkflowRun({ ...base, ...withNulls });
        assert.deepEqual(none, []);
        const without = {
            ...base,
            deployment,
            runtimeConfigs: { f00: { deployment: { aci: { envVars: { A: "1" } } } } },
        };
        assert.deepEqual(inputs, checkWorkflowRun(without).inputs);
        assert.deepEqual(problems({ ...base, deployment: { aciSingleJob: null } }), [
            "deployment must have exactly one of kubernetesSingleJob and aciSingleJob, and has none of them",
        ]);
    });

    it("keeps null in values that go to CCM or into state as they are written", () => {
        const runtimeConfigs = { f00: { deployment: { kubernetes: { jobSpec: { creationTimestamp: null } } } } };
        const { inputs } = checkWorkflowRun({ ...base, runtimeConfigs, triggers: { rev: null } });
        assert.deepEqual(inputs["runtimeConfigs"], runtimeConfigs);
        assert.deepEqual(inputs["triggers"], { rev: null });
    });

    it("passes hidden inputs through and does not check them", () => {
        const hidden = { __provider: "text", __urn: "urn", __secretPaths: [["a"]] };
        assert.deepEqual(checkWorkflowRun({ ...base, ...hidden }), checkWorkflowRun({ ...hidden, ...base }));
        assert.equal(checkWorkflowRun({ ...base, ...hidden }).inputs["__urn"], "urn");
    });

    it("is idempotent", () => {
        const once = checkWorkflowRun({ ...base, graphVersion: 7, triggers: [1, null] }).inputs;
        assert.deepEqual(checkWorkflowRun(once), { inputs: once, problems: [] });
    });

    it("never throws and never quotes a value, whatever the inputs", () => {
        const secret = "s3cr3t-value";
        const json = fc.oneof(fc.jsonValue(), fc.constant(secret), fc.constant({ kubernetesSingleJob: secret }));
        fc.assert(
            fc.property(json, json, json, json, (deployment, runtimeConfigs, waitFor, timeouts) => {
                const found = problems({ ...base, deployment, runtimeConfigs, waitFor, timeouts });
                return found.every((text) => !text.includes(secret));
            }),
        );
    });
});

describe("the request", () => {
    it("has CCM's names in place of ours, and free names unchanged", () => {
        const inputs = parseInputs({
            ...base,
            deployment: { aciSingleJob: { clusterId: UUID, deploymentLocation: "westeurope" } },
            runtimeConfigs: { aB_cD: { deployment: { aci: { envVars: { camelCase: "x" } } } } },
            triggers: { image: "1" },
        });
        assert.deepEqual(startRequest(inputs), {
            graph_id: UUID,
            graph_version: "2",
            deployment: { aci_single_job: { cluster_id: UUID, deployment_location: "westeurope" } },
            runtime_configs: { aB_cD: { deployment: { aci: { exposed_ports: [], env_vars: { camelCase: "x" } } } } },
        });
    });

    it("leaves out unset inputs", () => {
        assert.deepEqual(startRequest(parseInputs({ ...base, runtimeConfigs: {} })), {
            graph_id: UUID,
            graph_version: "2",
        });
    });
});

describe("durations", () => {
    const durations: [text: string, ms: number | undefined][] = [
        ["90s", 90_000],
        ["15m", 900_000],
        ["1h30m", 5_400_000],
        ["1.5h", 5_400_000],
        ["366d", 31_622_400_000],
        ["500ms", 500],
        ["367d", undefined],
        ["0s", undefined],
        ["15", undefined],
        ["15 m", undefined],
        ["-1m", undefined],
        ["", undefined],
        ["m15", undefined],
    ];
    for (const [text, ms] of durations) {
        it(`${JSON.stringify(text)} is ${String(ms)} ms`, () => assert.equal(parseDuration(text), ms));
    }

    it("are formatted for users", () => {
        const written = [0, 1400, 119_000, 120_000, 900_000, 7_200_000, 7_500_000].map(formatDuration);
        assert.deepEqual(written, ["0 s", "1 s", "119 s", "2 min", "15 min", "2 h", "2 h 5 min"]);
    });
});

describe("paths", () => {
    it("are formatted as in a program", () => {
        assert.equal(
            formatPath(["runtimeConfigs", "9f86", "a", 0, "b-c", "$d"]),
            'runtimeConfigs["9f86"].a[0]["b-c"].$d',
        );
    });

    it("lead to a value, or to undefined", () => {
        assert.equal(valueAt({ a: [{ b: 1 }] }, ["a", 0, "b"]), 1);
        assert.equal(valueAt({ a: 1 }, ["a", "b", "c"]), undefined);
        assert.equal(valueAt({}, ["constructor"]), undefined);
    });
});
