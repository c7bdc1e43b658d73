import assert from "node:assert/strict";
import { completionReason } from "../../../../provider/core";
import { isReached } from "../../../../provider/core/completions/awaitCompletion";
import { UNKNOWN_VALUE } from "../../../../provider/core/values";

describe("the statuses that are sufficient", () => {
    const statuses = ["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "TERMINATING", "TERMINATED", "UNKNOWN"] as const;
    for (const [until, enough] of [
        ["RUNNING", ["RUNNING", "SUCCEEDED"]],
        ["SUCCEEDED", ["SUCCEEDED"]],
        ["FINISHED", ["SUCCEEDED", "FAILED", "TERMINATED"]],
    ] as const) {
        it(`for ${until}: ${enough.join(", ")}`, () => {
            assert.deepEqual(
                statuses.filter((status) => isReached(status, until)),
                enough,
            );
        });
    }
});

describe("the row of a completion", () => {
    it("shows the run and the status that it waits for", () => {
        assert.equal(completionReason({ runId: "r", until: "FINISHED" }), "waits for run r, until FINISHED");
        assert.equal(
            completionReason({ runId: UNKNOWN_VALUE, until: UNKNOWN_VALUE }),
            "waits for a run that is not known yet, until a status that is not known yet",
        );
    });
});
