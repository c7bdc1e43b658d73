import assert from "node:assert/strict";
import { inStack, kubernetesRun } from "../support/scenario";

describe("a wait that does not end well loses nothing", () => {
    inStack(
        "a run that fails while up waits is in state with its outputs, and the next up replaces it",
        async ({ ccm, stack }) => {
            await ccm.script({ pendingSeconds: 1, runningSeconds: 0, outcome: "FAILED", reason: "OOMKilled" });
            stack.declare({ run: kubernetesRun() });
            const failed = await stack.up();
            assert.notEqual(failed.code, 0);
            const { id, outputs, initErrors } = await stack.theRun();
            assert.match(
                failed.output,
                new RegExp(`run ${id} FAILED before it was RUNNING, after \\d+ s\\. CCM says: {"reason":"OOMKilled"}`),
            );
            assert.match(failed.output, /The next `pulumi up` starts a new run \(rerunOn\)\./);
            assert.equal(outputs["runStatus"], "FAILED");
            assert.equal(outputs["runId"], id);
            assert.equal(initErrors?.length, 1);

            await ccm.script({ pendingSeconds: 0 });
            const preview = await stack.preview();
            assert.match(
                preview.output,
                new RegExp(`replaces: the last run ${id} FAILED, seen \\d+ s ago \\(rerunOn\\)`),
            );
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            assert.notEqual((await stack.theRun()).id, id);
            assert.equal((await ccm.requests("startRun")).length, 2);
        },
    );

    inStack(
        "with rerunOn: [] a failed run is reported again by every up and never replaced",
        async ({ ccm, stack }) => {
            await ccm.script({ pendingSeconds: 0, runningSeconds: 0, outcome: "FAILED" });
            stack.declare({ run: kubernetesRun({ rerunOn: [] }) });
            const first = await stack.up();
            assert.notEqual(first.code, 0);
            const { id, urn } = await stack.theRun();
            const again = await stack.up();
            assert.notEqual(again.code, 0);
            assert.match(again.output, new RegExp(`run ${id} FAILED before it was RUNNING`));
            assert.ok(again.output.includes(`\`pulumi up --replace '${urn}'\` starts a new run`), again.output);
            // A refresh makes the engine forget the failure; the outputs do not.
            await stack.refresh();
            const afterRefresh = await stack.up();
            assert.notEqual(afterRefresh.code, 0);
            assert.equal((await stack.theRun()).id, id);
            assert.equal((await ccm.requests("startRun")).length, 1);
        },
    );

    for (const refreshBetween of [false, true]) {
        const between = refreshBetween ? ", also after a refresh" : "";
        inStack(
            `a time-out while waiting: the next up goes on waiting, with no second start${between}`,
            async ({ ccm, stack }) => {
                await ccm.script({ pendingSeconds: null });
                stack.declare({ run: kubernetesRun({ timeouts: { start: "2s" } }) });
                const timedOut = await stack.up();
                assert.notEqual(timedOut.code, 0);
                const { id, outputs } = await stack.theRun();
                assert.match(
                    timedOut.output,
                    new RegExp(`run ${id} is still PENDING after \\d+ s \\(timeouts\\.start\\)\\. It was not stopped`),
                );
                assert.equal(outputs["runStatus"], "PENDING");

                if (refreshBetween) await stack.refresh();
                await ccm.end(id, "SUCCEEDED");
                const up = await stack.up();
                assert.equal(up.code, 0, up.output);
                const after = await stack.theRun();
                assert.equal(after.id, id);
                assert.equal(after.outputs["runStatus"], "SUCCEEDED");
                assert.equal(after.initErrors, undefined);
                assert.equal((await ccm.requests("startRun")).length, 1);
                const calm = await stack.preview("--expect-no-changes");
                assert.equal(calm.code, 0, calm.output);
            },
        );
    }

    inStack(
        "a run that succeeded after its wait was cut short, and whose record is purged, is neither an error nor run again",
        async ({ ccm, stack }) => {
            await ccm.script({ pendingSeconds: null });
            stack.declare({ run: kubernetesRun({ timeouts: { start: "2s" } }) });
            assert.notEqual((await stack.up()).code, 0);
            const { id } = await stack.theRun();
            await ccm.end(id, "SUCCEEDED");
            await stack.refresh();
            await ccm.change(id, "purge");
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            const calm = await stack.preview("--expect-no-changes");
            assert.equal(calm.code, 0, calm.output);
            assert.equal((await ccm.requests("startRun")).length, 1);
        },
    );

    inStack("a service that is away for a while is no failure of the run", async ({ ccm, stack }) => {
        await ccm.script({ pendingSeconds: 3 });
        await ccm.fault({ operation: "runStatus", when: "before", kind: "reset", times: 2 });
        await ccm.fault({ operation: "runStatus", nth: 3, when: "after", kind: "status", status: 503, times: 1 });
        stack.declare({ run: kubernetesRun() });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.equal((await ccm.requests("startRun")).length, 1);
    });

    inStack("a run that is UNKNOWN for a while is waited for", async ({ ccm, stack }) => {
        await ccm.script({ pendingSeconds: 3, unknown: { afterSeconds: 0, forSeconds: 2 } });
        stack.declare({ run: kubernetesRun() });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.match(up.output, /UNKNOWN, until RUNNING/);
        assert.equal((await stack.theRun()).outputs["runStatus"], "RUNNING");
    });

    inStack(
        "one Ctrl-C: the create ends with its id in state, and the next up has nothing to start",
        async ({ ccm, stack }) => {
            await ccm.script({ pendingSeconds: 3 });
            stack.declare({ run: kubernetesRun() });
            const { child, outcome, printed } = stack.start("up", "--yes", "--skip-preview");
            while (!printed().includes("PENDING")) await new Promise((resolve) => setTimeout(resolve, 50));
            child.kill("SIGINT");
            const interrupted = await outcome;
            assert.notEqual(interrupted.code, 0);
            assert.equal((await stack.theRun()).outputs["runStatus"], "RUNNING");
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            assert.equal((await ccm.requests("startRun")).length, 1);
        },
    );
});
