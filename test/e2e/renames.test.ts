import assert from "node:assert/strict";
import { unlock } from "../support/interrupts";
import { inStack, kubernetesRun } from "../support/scenario";

describe("a stack that is renamed", () => {
    inStack("shows no changes, also when renamed back, and reports which runs it stops", async ({ ccm, stack }) => {
        stack.declare({ run: kubernetesRun({ triggers: { v: 1 } }) });
        await stack.mustRun("up", "--yes", "--skip-preview");
        await stack.mustRun("stack", "rename", "other");
        const renamed = stack.with({ PULUMI_STACK: "other" });
        await renamed.mustRun("preview", "--expect-no-changes");

        stack.declare({ run: kubernetesRun({ triggers: { v: 2 } }) });
        const up = await renamed.up();
        assert.equal(up.code, 0, up.output);
        assert.match(up.output, /WorkflowRun run .*TERMINATED after \d+ s: another run replaces it/);
        await renamed.mustRun("stack", "rename", "test");
        await stack.mustRun("preview", "--expect-no-changes");
        // The same for a resource.
        await stack.mustRun("state", "rename", (await stack.theRun()).urn, "other", "--yes");
        stack.declare({ other: kubernetesRun({ triggers: { v: 2 } }) });
        await stack.mustRun("preview", "--expect-no-changes");
        const destroy = await stack.destroy();
        assert.equal(destroy.code, 0, destroy.output);
        assert.ok((await ccm.runs()).every(({ status }) => status === "TERMINATED"));
    });

    inStack("does not stop the active runs of a new stack with its previous name", async ({ ccm, stack }) => {
        stack.declare({ run: kubernetesRun() });
        await stack.mustRun("up", "--yes", "--skip-preview");
        const [old] = await ccm.runs();
        await stack.mustRun("stack", "rename", "other");
        await stack.mustRun("stack", "init", "test");

        await ccm.script({ pendingSeconds: null });
        const { child, outcome, until } = stack.start("up", "--yes", "--skip-preview");
        await until("the second run to be waited for", async () => (await ccm.requests("runStatus")).length > 1);
        const live = (await ccm.runs()).find(({ runId }) => runId !== old?.runId);
        const destroy = await stack.with({ PULUMI_STACK: "other" }).destroy();
        assert.equal(destroy.code, 0, destroy.output);
        const status = Object.fromEntries((await ccm.runs()).map((run) => [run.runId, run.status]));
        assert.deepEqual(status, { [old?.runId ?? ""]: "TERMINATED", [live?.runId ?? ""]: "PENDING" });
        child.kill("SIGKILL");
        await outcome;
        stack.endProcesses();
        unlock({ ccm, stack });
    });
});
