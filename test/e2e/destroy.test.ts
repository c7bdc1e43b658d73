import assert from "node:assert/strict";
import { inStack, kubernetesRun, type Scenario } from "../support/scenario";

async function started({ stack }: Scenario, args: Record<string, unknown> = {}): Promise<string> {
    stack.declare({ run: kubernetesRun(args) });
    await stack.mustRun("up", "--yes", "--skip-preview");
    return (await stack.theRun()).id;
}

describe("destroy leaves nothing running", () => {
    inStack("each run as it is found and as its resource says", async ({ ccm, stack }) => {
        await ccm.script({ stoppingSeconds: 1 });
        stack.declare({
            running: kubernetesRun(),
            finished: kubernetesRun(),
            gone: kubernetesRun(),
            left: kubernetesRun({ stopOnDelete: false }),
            retained: kubernetesRun({}, { retainOnDelete: true }),
        });
        await stack.mustRun("up", "--yes", "--skip-preview");
        const runs = await stack.runs();
        const idOf = (name: string) => runs[name]?.id ?? "";
        await ccm.end(idOf("finished"), "SUCCEEDED");
        await ccm.change(idOf("gone"), "purge");

        const { code, output } = await stack.destroy();
        assert.equal(code, 0, output);
        assert.match(output, /WorkflowRun running deleted .*TERMINATED after \d+ s/);
        assert.match(output, /WorkflowRun finished deleted .*SUCCEEDED already/);
        assert.match(
            output,
            new RegExp(`warning: run ${idOf("gone")}, last seen RUNNING, is not known to CCM any more`),
        );
        assert.match(output, new RegExp(`run ${idOf("left")} was left as it is \\(stopOnDelete: false\\)`));
        assert.deepEqual(await stack.runs(), {});
        const status = Object.fromEntries((await ccm.runs()).map((run) => [run.runId, run.status]));
        assert.deepEqual(
            ["running", "finished", "left", "retained"].map((name) => status[idOf(name)]),
            ["TERMINATED", "SUCCEEDED", "RUNNING", "RUNNING"],
        );
        const stops = (await ccm.requests("stopRun")).map(({ url }) => url);
        assert.ok(stops.length > 0 && stops.every((url) => !url.includes(idOf("finished"))), stops.join());
    });

    inStack("ends while the stop is asked for: the refusal of the stop is fine", async (scenario) => {
        const { ccm, stack } = scenario;
        const id = await started(scenario);
        await ccm.fault({ operation: "stopRun", when: "before", kind: "delay", delayMs: 1500 });
        const { outcome } = stack.start("destroy", "--yes", "--skip-preview");
        while ((await ccm.requests("runStatus")).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
        await ccm.end(id, "SUCCEEDED");
        const destroy = await outcome;
        assert.equal(destroy.code, 0, destroy.output);
        assert.deepEqual(
            (await ccm.requests("stopRun")).map(({ status }) => status),
            [400],
        );
    });

    inStack("a stop that was carried out but not answered is waited for, not reported as failed", async (scenario) => {
        const { ccm, stack } = scenario;
        await ccm.script({ stoppingSeconds: 1 });
        await started(scenario);
        await ccm.fault({ operation: "stopRun", when: "after", kind: "status", status: 409 });
        const destroy = await stack.destroy();
        assert.equal(destroy.code, 0, destroy.output);
        assert.deepEqual(
            (await ccm.runs()).map(({ status }) => status),
            ["TERMINATED"],
        );
    });

    inStack("stuck in TERMINATING: an error says what still runs, and the next destroy goes on", async (scenario) => {
        const { ccm, stack } = scenario;
        await ccm.script({ stoppingSeconds: null });
        const id = await started(scenario, { timeouts: { stop: "3s" } });
        const stuck = await stack.destroy();
        assert.notEqual(stuck.code, 0);
        assert.match(
            stuck.output,
            new RegExp(`run ${id} is still TERMINATING after \\d+ s \\(timeouts\\.stop\\): CCM was asked to stop it`),
        );
        assert.equal((await stack.theRun()).id, id);
        await ccm.end(id, "TERMINATED");
        const destroy = await stack.destroy();
        assert.equal(destroy.code, 0, destroy.output);
        assert.equal((await ccm.requests("stopRun")).length, 1, "a run that is stopping is not stopped again");
    });

    inStack("a stop that CCM refuses keeps the run in state and names it", async (scenario) => {
        const { ccm, stack } = scenario;
        const id = await started(scenario);
        await ccm.fault({
            operation: "stopRun",
            when: "before",
            kind: "status",
            status: 403,
            body: { message: "Role Reader may not do this" },
        });
        const destroy = await stack.destroy();
        assert.notEqual(destroy.code, 0);
        assert.match(
            destroy.output,
            new RegExp(
                `cannot stop the run: CCM answered 403: Role Reader may not do this. Run ${id} may still be active`,
            ),
        );
        assert.equal((await stack.theRun()).id, id);
    });
});
