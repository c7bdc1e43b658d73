import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { failureOf, sharedPlugin } from "../support/plugin";

const UNKNOWN = "00000000-0000-4000-8000-000000000001";

describe("an existing run", () => {
    const scenario = sharedPlugin();

    it("is not adopted if it does not match the resource", async () => {
        const { ccm, plugin } = scenario();
        const refused = async (args: Record<string, unknown>, message: RegExp) => {
            const failure = await failureOf(plugin.create(await scenario().inputs(args)));
            assert.match(failure.message, message);
            assert.equal(failure.initFailure, undefined, "nothing is added to the state");
        };
        const other = await ccm.startForeign({ graph_id: SEED.deployedGraphId, graph_version: "1" });
        const graphs = `is a run of graph ${SEED.deployedGraphId}, and graphId is ${SEED.graphId}`;
        await refused({ adoptRunId: other }, new RegExp(`run ${other}, which adoptRunId names, ${graphs}`));
        await refused(
            { adoptRunId: UNKNOWN },
            new RegExp(`run ${UNKNOWN}, which adoptRunId names, is not known to CCM`),
        );
        const failed = await ccm.startForeign();
        await ccm.end(failed, "FAILED");
        await refused({ adoptRunId: failed }, /is FAILED, and rerunOn contains FAILED: remove adoptRunId/);

        const duplicate = await ccm.startForeign();
        await refused(
            { ifActive: "refuse" },
            new RegExp(`ifActive is "refuse": run ${duplicate}\\. .*Write \`adoptRunId: "${duplicate}"\``),
        );
        await ccm.startForeign();
        await refused({ ifActive: "adopt" }, /only one can be adopted: runs /);
        assert.equal((await ccm.requests("startRun")).length, 4, "all starts are foreign");
    });
});
