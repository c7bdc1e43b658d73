import assert from "node:assert/strict";
import { inStack, kubernetesRun } from "../support/scenario";

describe("destroy leaves nothing running", () => {
    inStack("stops active runs, unless stopOnDelete is false or retainOnDelete is set", async ({ ccm, stack }) => {
        await ccm.script({ stoppingSeconds: 1 });
        stack.declare({
            running: kubernetesRun(),
            refused: kubernetesRun({ graphVersion: "1" }, { dependsOn: [{ $resource: "running" }] }),
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

        // Dependencies are deleted last, so this run is the first to be stopped.
        const body = { message: "Role Reader may not do this" };
        await ccm.fault({ operation: "stopRun", when: "before", kind: "status", status: 403, body });
        const refused = await stack.destroy();
        assert.notEqual(refused.code, 0);
        assert.match(
            refused.output,
            new RegExp(`Role Reader may not do this. Run ${idOf("refused")} may still be active`),
        );
        const left = await stack.runs();
        assert.ok("refused" in left && "running" in left, "runs that were not stopped stay in state");

        const again = await stack.destroy();
        assert.equal(again.code, 0, again.output);
        const output = refused.output + again.output;
        assert.match(output, /WorkflowRun running deleted .*TERMINATED after \d+ s/);
        assert.match(output, /WorkflowRun finished deleted .*SUCCEEDED already/);
        assert.match(
            output,
            new RegExp(`warning: run ${idOf("gone")}, last seen RUNNING, is not known to CCM any more`),
        );
        assert.match(output, new RegExp(`run ${idOf("left")} was not stopped \\(stopOnDelete: false\\)`));
        assert.deepEqual(await stack.runs(), {});
        const status = Object.fromEntries((await ccm.runs()).map((run) => [run.runId, run.status]));
        assert.deepEqual(
            ["running", "refused", "finished", "left", "retained"].map((name) => status[idOf(name)]),
            ["TERMINATED", "TERMINATED", "SUCCEEDED", "RUNNING", "RUNNING"],
        );
        const stops = (await ccm.requests("stopRun")).map(({ url }) => url);
        assert.ok(stops.length > 0 && stops.every((url) => !url.includes(idOf("finished"))), stops.join());
    });
});
