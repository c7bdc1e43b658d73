import assert from "node:assert/strict";
import { inStack, kubernetesRun, type Scenario } from "../support/scenario";

async function started({ stack }: Scenario, args: Record<string, unknown> = {}): Promise<string> {
    stack.declare({ run: kubernetesRun(args) });
    await stack.mustRun("up", "--yes", "--skip-preview");
    return (await stack.theRun()).id;
}

describe("refresh sees what happened to a run", () => {
    inStack("finished: the status is in state, and nothing is run again", async (scenario) => {
        const { ccm, stack } = scenario;
        const id = await started(scenario);
        await ccm.end(id, "SUCCEEDED");
        const refresh = await stack.refresh();
        assert.equal(refresh.code, 0, refresh.output);
        assert.match(refresh.output, /was RUNNING, is SUCCEEDED/);
        assert.equal((await stack.theRun()).outputs["runStatus"], "SUCCEEDED");
        const preview = await stack.preview("--expect-no-changes");
        assert.equal(preview.code, 0, preview.output);
    });

    inStack("failed: the next preview says that a new run takes its place, and why", async (scenario) => {
        const { ccm, stack } = scenario;
        const id = await started(scenario);
        await ccm.end(id, "FAILED");
        await stack.refresh();
        const preview = await stack.preview();
        assert.match(preview.output, new RegExp(`replaces: the last run ${id} FAILED \\(rerunOn\\)`));
        assert.match(preview.output, /1 to replace/);
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.notEqual((await stack.theRun()).id, id);
        assert.equal((await ccm.requests("startRun")).length, 2);
        assert.equal((await ccm.requests("stopRun")).length, 0, "a finished run is not stopped");
    });

    inStack("stopped by someone: stays as it is, unless rerunOn says TERMINATED", async (scenario) => {
        const { ccm, stack } = scenario;
        const id = await started(scenario);
        await ccm.change(id, "stop");
        await stack.refresh();
        assert.equal((await stack.theRun()).outputs["runStatus"], "TERMINATED");
        const calm = await stack.preview("--expect-no-changes");
        assert.equal(calm.code, 0, calm.output);
        stack.declare({ run: kubernetesRun({ rerunOn: ["TERMINATED"] }) });
        const preview = await stack.preview();
        assert.match(preview.output, new RegExp(`replaces: the last run ${id} was TERMINATED \\(rerunOn\\)`));
    });

    inStack("finished and purged: neither an error nor a new run", async (scenario) => {
        const { ccm, stack } = scenario;
        const id = await started(scenario);
        await ccm.end(id, "SUCCEEDED");
        await stack.refresh();
        await ccm.change(id, "purge");
        const refresh = await stack.refresh();
        assert.equal(refresh.code, 0, refresh.output);
        assert.equal((await stack.theRun()).outputs["runStatus"], "SUCCEEDED");
        const preview = await stack.preview("--expect-no-changes");
        assert.equal(preview.code, 0, preview.output);
    });

    inStack("gone while it was active: leaves the state with a warning that names it", async (scenario) => {
        const { ccm, stack } = scenario;
        await ccm.step(-300);
        const id = await started(scenario);
        await ccm.change(id, "purge");
        const refresh = await stack.refresh();
        assert.equal(refresh.code, 0, refresh.output);
        assert.match(refresh.output, new RegExp(`warning: run ${id}, last seen RUNNING, is not known to CCM any more`));
        assert.deepEqual(await stack.runs(), {});
    });

    inStack("not shown so soon after its start: stays in state, because tables may lag", async (scenario) => {
        const { ccm, stack } = scenario;
        const id = await started(scenario);
        await ccm.change(id, "purge");
        const refresh = await stack.refresh();
        assert.notEqual(refresh.code, 0);
        assert.match(refresh.output, new RegExp(`run ${id} was started \\d+ s ago and CCM does not show it yet`));
        assert.equal((await stack.theRun()).id, id);
    });

    inStack("not known to the orchestrator any more: the list of runs still tells its status", async (scenario) => {
        const { ccm, stack } = scenario;
        const id = await started(scenario);
        await ccm.end(id, "SUCCEEDED");
        await ccm.change(id, "forget");
        await stack.refresh();
        assert.equal((await stack.theRun()).outputs["runStatus"], "SUCCEEDED");
    });

    inStack("a service that is down fails the refresh and leaves the state alone", async (scenario) => {
        const { ccm, stack } = scenario;
        const id = await started(scenario);
        await ccm.fault({ operation: "*", when: "before", kind: "status", status: 401, times: 100 });
        const refresh = await stack.refresh();
        assert.notEqual(refresh.code, 0);
        assert.match(refresh.output, /cannot read the run's status: CCM answered 401: simulated 401/);
        assert.equal((await stack.theRun()).id, id);
    });
});
