import assert from "node:assert/strict";
import { decideIfActive } from "../../../../provider/core/runs/decideIfActive";

describe("runs of the same graph, version and cluster that are active before a start", () => {
    it("do not matter with ifActive: start, or if there are none", () => {
        assert.equal(decideIfActive("start", ["a", "b"]).kind, "start");
        assert.equal(decideIfActive("adopt", []).kind, "start");
        assert.equal(decideIfActive("refuse", []).kind, "start");
    });

    it("are adopted if there is one", () =>
        assert.deepEqual(decideIfActive("adopt", ["a"]), { kind: "adopt", runId: "a", reason: "it is active" }));

    it("are named, with the line to add, if they are refused", () => {
        const one = decideIfActive("refuse", ["a"]).reason;
        assert.match(
            one,
            /^a run of the same graph, version and cluster is active already, and ifActive is "refuse": run a\. /,
        );
        assert.match(one, /Nothing was started\. Write `adoptRunId: "a"` to take it over/);
        const two = decideIfActive("adopt", ["a", "b"]);
        assert.equal(two.kind, "refuse");
        assert.match(two.reason, /only one can be adopted: runs a, b\./);
    });
});
