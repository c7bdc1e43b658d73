import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { inStack, kubernetesRun } from "../support/scenario";

describe("an existing run", () => {
    inStack("is adopted by adoptRunId, kept without it, and stopped by destroy", async ({ ccm, stack }) => {
        const orphan = await ccm.startForeign();
        stack.declare({ run: kubernetesRun({ adoptRunId: orphan }) });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.match(up.output, new RegExp(`adopted run ${orphan} \\(RUNNING\\)`));
        assert.equal((await stack.theRun()).id, orphan);

        stack.declare({ run: kubernetesRun() });
        const without = await stack.up();
        assert.equal(without.code, 0, without.output);
        assert.equal((await stack.theRun()).id, orphan);
        assert.equal((await ccm.runs()).length, 1);

        const destroy = await stack.destroy();
        assert.equal(destroy.code, 0, destroy.output);
        assert.equal((await ccm.runs())[0]?.status, "TERMINATED");
    });

    inStack("moves to another resource with adoptRunId, and is not stopped", async ({ ccm, stack }) => {
        stack.declare({ old: kubernetesRun() });
        await stack.mustRun("up", "--yes", "--skip-preview");
        const { id } = await stack.theRun("old");
        stack.declare({ new: kubernetesRun({ adoptRunId: id }) });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.match(up.output, new RegExp(`run ${id} is not stopped: another resource adopted it in this update`));
        assert.deepEqual(Object.keys(await stack.runs()), ["new"]);
        assert.equal((await ccm.runs())[0]?.status, "RUNNING");
    });

    inStack("is adopted with ifActive: adopt, unless it is the resource's own previous run", async ({ ccm, stack }) => {
        const duplicate = await ccm.startForeign();
        await ccm.startForeign({
            deployment: { kubernetes_single_job: { namespace: "other", cluster_id: SEED.kubernetesClusterId } },
        });
        stack.declare({ run: kubernetesRun({ ifActive: "adopt" }) });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.equal((await stack.theRun()).id, duplicate);
        // A replacement needs a new run: the resource's own previous run is not adopted.
        stack.declare({ run: kubernetesRun({ ifActive: "adopt", triggers: { a: 1 } }) });
        await stack.mustRun("up", "--yes", "--skip-preview");
        stack.declare({ run: kubernetesRun({ ifActive: "adopt", triggers: { a: 2 } }) });
        const replaced = await stack.up();
        assert.equal(replaced.code, 0, replaced.output);
        assert.notEqual((await stack.theRun()).id, duplicate);
        assert.equal((await ccm.requests("startRun")).length, 3);
    });
});
