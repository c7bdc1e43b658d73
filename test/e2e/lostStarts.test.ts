import assert from "node:assert/strict";
import { inStack, kubernetesRun } from "../support/scenario";

describe("a start whose answer is lost", () => {
    inStack("a lost start that cannot be looked for: says so, and the next up looks", async ({ ccm, stack }) => {
        await ccm.fault({ operation: "startRun", when: "after", kind: "reset" });
        stack.declare({ run: kubernetesRun() });
        const { child, outcome, until } = stack.start("up", "--yes", "--skip-preview");
        await until("the run to be searched for", async () => (await ccm.requests("listRuns")).length > 0);
        child.kill("SIGKILL");
        await outcome;
        stack.endProcesses();
        assert.equal(stack.journal()["run"]?.stage, "requested");
        await stack.mustRun("cancel", "--yes");
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.equal((await ccm.requests("startRun")).length, 1);
        assert.equal((await stack.theRun()).id, (await ccm.runs())[0]?.runId);
    });
});
