import assert from "node:assert/strict";
import { startReason } from "../../../../provider/core";
import { runtime } from "@pulumi/pulumi";

describe("the reason on the row of a create", () => {
    const inputs = { graphId: "g", graphVersion: "2" };

    for (const [what, more, text] of [
        ["a start", {}, "starts a run of graph g, version 2"],
        ["an adoption by id", { adoptRunId: "r" }, "takes over run r of graph g, version 2 (adoptRunId)"],
        [
            "ifActive: adopt",
            { ifActive: "adopt" },
            "takes over an active run of graph g, version 2, or starts one (ifActive)",
        ],
        [
            "ifActive: refuse",
            { ifActive: "refuse" },
            "starts a run of graph g, version 2, unless one is active (ifActive)",
        ],
        [
            "values that are not known yet",
            { graphVersion: runtime.unknownValue },
            "starts a run of graph g, version not known yet",
        ],
    ] as const) {
        it(`says ${what}`, () => assert.equal(startReason({ ...inputs, ...more }), text));
    }
});
