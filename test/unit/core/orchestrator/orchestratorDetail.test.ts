import assert from "node:assert/strict";
import { SecretRegistry } from "../../../../provider/core";
import {
    detailText,
    neededPart,
    orchestratorFacts,
    shownDetail,
    troubleText,
} from "../../../../provider/core/orchestrator/orchestratorDetail";
import { runOutputs } from "../../../../provider/core/wait/runOutputs";
import { expectGolden } from "../../../support/golden";
import { genericOf, ORCHESTRATOR_OBJECTS } from "../../../support/orchestratorObjects";

const statusDetail = (detail: Record<string, unknown>) =>
    String(runOutputs({ runId: "r", status: "FAILED", detail }, (text) => text).statusDetail);

describe("the detail of a run from Kubernetes 1.24 to 1.33 and Azure", () => {
    it("is summarized, problems first", () => {
        const transcript = ORCHESTRATOR_OBJECTS.map((name) => {
            const trouble = troubleText(genericOf(name));
            return `${name}.json\n  ${neededPart(statusDetail(genericOf(name)))}\n  wrong: ${trouble ?? "nothing"}\n`;
        });
        expectGolden("orchestrator.txt", transcript.join(""));
    });

    it("is bounded, and contains neither the requested spec nor the managers of fields", () => {
        for (const name of ORCHESTRATOR_OBJECTS) {
            const text = statusDetail(genericOf(name));
            assert.ok(text.length <= 1000, name);
            assert.doesNotMatch(text, /managedFields|s3cr3t|last-applied|CCM_API_PASSWORD/, name);
        }
    });

    it("is found at any depth, and despite invalid fields", () => {
        const status = {
            conditions: [
                null,
                { type: 1 },
                { type: "Failed", status: "True", reason: "DeadlineExceeded", message: null },
            ],
            failed: "many",
        };
        for (const detail of [
            { kubernetes: { status, metadata: null } },
            { kubernetes: { job: { kind: "Job", status }, pods: null } },
            { kubernetes: [{ kind: "Job", status }] },
        ]) {
            assert.match(statusDetail(detail), /^Job: Failed, DeadlineExceeded; 0 active, 0 succeeded, 0 failed\. \| /);
        }
    });

    it("is shown unchanged if its form is unknown, with the requested spec last", () => {
        assert.equal(statusDetail({ kubernetes: { reason: "OOMKilled" } }), '{"reason":"OOMKilled"}');
        assert.equal(
            statusDetail({ kubernetes: { spec: { a: 1 }, why: "x", metadata: { managedFields: [1] } } }),
            '{"why":"x","metadata":{},"spec":{"a":1}}',
        );
        assert.equal(statusDetail({ kubernetes: {}, aci: null }), "undefined");
    });

    const pod = (name: string, message: string, more: object = {}) => ({
        ...{ kind: "Pod", metadata: { name }, status: { phase: "Failed", reason: "Evicted", message } },
        ...more,
    });

    it("is masked before it is truncated, so that no part of a secret remains", () => {
        const secrets = new SecretRegistry();
        secrets.registerValues(["hunter2-SuperSecretValue-0123456789abcdef"]);
        for (let padding = 40; padding < 340; padding += 7) {
            const message = `${"a".repeat(padding)} hunter2-SuperSecretValue-0123456789abcdef ${"b".repeat(170)}`;
            const detail = shownDetail({ kubernetes: pod("p", message) }, secrets.shown);
            const text = detailText(detail) + troubleText(detail);
            assert.ok(!/SuperSecret|0123456/.test(text), text);
        }
    });

    it("keeps a reason that contains the separator between facts and rest", () => {
        const detail = { kubernetes: pod("p", "echo a. | b: disk full") };
        assert.equal(neededPart(statusDetail(detail)), "Pod p: Evicted: echo a. b: disk full.");
        const unknown = '{"message":"step 1 ok. | step 2 failed: disk full"}';
        assert.equal(neededPart(statusDetail({ x: JSON.parse(unknown) as object })), unknown);
    });

    it("is not guessed from objects of other kinds", () => {
        for (const object of [
            { kind: "PersistentVolumeClaim", metadata: { name: "data" }, status: { phase: "Pending" } },
            { kind: "Workflow", metadata: { name: "wf" }, status: { phase: "Running", message: "waiting for lock" } },
            { metadata: { name: "ns" }, status: { phase: "Active", message: "x" } },
        ]) {
            assert.equal(troubleText({ kubernetes: object }), undefined);
        }
    });

    it("finds the one failed Pod among many, with bounded work for any response", () => {
        const good = { kind: "Pod", metadata: { name: "g" }, status: { phase: "Running" } };
        const items = [...Array.from({ length: 59 }, () => good), pod("bad", "low on memory")];
        assert.equal(troubleText({ kubernetes: { items } }), "Pod bad: Evicted: low on memory");
        const many = Object.fromEntries(
            Array.from({ length: 60_000 }, (_, index) => [`p${index}`, pod(`p${index}`, `m ${index}`)]),
        );
        assert.ok(orchestratorFacts({ kubernetes: many }).length <= 500);
        const dots = pod("p", `${".".repeat(200_000)}x`);
        assert.ok(statusDetail({ kubernetes: dots }).length <= 1000);
    });
});
