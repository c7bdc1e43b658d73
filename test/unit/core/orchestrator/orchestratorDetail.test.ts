import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { neededPart, orchestratorReport, troubleText } from "../../../../provider/core/orchestrator/orchestratorDetail";
import { runOutputs } from "../../../../provider/core/wait/runOutputs";
import { root } from "../../../../tools/repository";
import { expectGolden } from "../../../support/golden";

const folder = join(root, "test", "fixtures", "orchestrator");
const files = readdirSync(folder).sort();

const detailOf = (file: string) => ({
    [file.startsWith("aci") ? "aci" : "kubernetes"]: JSON.parse(readFileSync(join(folder, file), "utf8")) as unknown,
});
const statusDetail = (detail: Record<string, unknown>) =>
    String(runOutputs({ runId: "r", status: "FAILED", detail }, (text) => text).statusDetail);

describe("what Kubernetes 1.24 to 1.33 and Azure say of a run", () => {
    it("is told in short, what went wrong first", () => {
        const told = files.map((file) => {
            const trouble = troubleText(orchestratorReport(detailOf(file)));
            return `${file}\n  ${neededPart(statusDetail(detailOf(file)))}\n  wrong: ${trouble ?? "nothing"}\n`;
        });
        expectGolden("orchestrator.txt", told.join(""));
    });

    it("is bounded, and holds neither what was asked for nor who manages which field", () => {
        for (const file of files) {
            const text = statusDetail(detailOf(file));
            assert.ok(text.length <= 1000, file);
            assert.doesNotMatch(text, /managedFields|s3cr3t|last-applied|CCM_API_PASSWORD/, file);
        }
    });

    it("is found inside whatever holds it, and in spite of odd fields", () => {
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

    it("is shown as it is where its form is not known, with what was asked for last", () => {
        assert.equal(statusDetail({ kubernetes: { reason: "OOMKilled" } }), '{"reason":"OOMKilled"}');
        assert.equal(
            statusDetail({ kubernetes: { spec: { a: 1 }, why: "x", metadata: { managedFields: [1] } } }),
            '{"why":"x","metadata":{},"spec":{"a":1}}',
        );
        assert.equal(statusDetail({ kubernetes: {}, aci: null }), "undefined");
    });
});
