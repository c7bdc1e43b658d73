import assert from "node:assert/strict";
import { inStack, kubernetesRun } from "../support/scenario";

describe("an unsuccessful wait loses nothing", () => {
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
                new RegExp(
                    `run ${id} FAILED before it was RUNNING, after \\d+ s\\. CCM reports: Job ccm-\\S+: Failed, OOMKilled: Job has reached`,
                ),
            );
            assert.match(failed.output, /The next `pulumi up` starts a new run \(rerunOn\)\./);
            assert.equal(outputs["runStatus"], "FAILED");
            assert.equal(outputs["runId"], id);
            assert.equal(initErrors?.length, 1);

            await ccm.script({ pendingSeconds: 0 });
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            assert.match(
                up.output,
                new RegExp(`new run: the previous run ${id} FAILED, seen \\d+ s ago \\(rerunOn\\)`),
            );
            assert.notEqual((await stack.theRun()).id, id);
            assert.equal((await ccm.requests("startRun")).length, 2);
        },
    );

    inStack(
        "after a timeout, each further up continues to wait, also after a refresh, and starts no second run",
        async ({ ccm, stack }) => {
            await ccm.script({ pendingSeconds: null });
            stack.declare({ run: kubernetesRun({ timeouts: { start: "2s" } }) });
            const isStillWaiting = async () => {
                const { code, output } = await stack.up();
                assert.notEqual(code, 0);
                const { id, outputs } = await stack.theRun();
                const sentence = `run ${id} is still PENDING after \\d+ s \\(timeouts\\.start\\)\\. CCM reports: Job .*: 1 active \\(none ready\\), .*\\. It was not stopped`;
                assert.match(output, new RegExp(sentence));
                assert.equal(outputs["runStatus"], "PENDING");
                return id;
            };
            const id = await isStillWaiting();
            assert.equal(await isStillWaiting(), id);
            // A refresh clears the engine's record of the failure, but not the outputs.
            await stack.refresh();
            await ccm.end(id, "SUCCEEDED");
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            const after = await stack.theRun();
            assert.equal(after.id, id);
            assert.equal(after.outputs["runStatus"], "SUCCEEDED");
            assert.equal(after.initErrors, undefined);
            assert.equal((await ccm.requests("startRun")).length, 1);
        },
    );

    inStack(
        "after one Ctrl-C, the create completes with its id in state, and the next up starts nothing",
        async ({ ccm, stack }) => {
            await ccm.script({ pendingSeconds: 3 });
            stack.declare({ run: kubernetesRun() });
            const { child, outcome, printed, until } = stack.start("up", "--yes", "--skip-preview");
            await until("the run to be waited for", () => printed().includes("PENDING"));
            child.kill("SIGINT");
            const interrupted = await outcome;
            assert.notEqual(interrupted.code, 0);
            assert.equal((await stack.theRun()).outputs["runStatus"], "RUNNING");
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            assert.equal((await ccm.requests("startRun")).length, 1);
        },
    );

    inStack("each command reports a stuck replacement with one message", async ({ ccm, stack }) => {
        const image = (tag: string) =>
            stack.declare({ run: kubernetesRun({ triggers: { tag }, timeouts: { start: "3s", stop: "3s" } }) });
        await ccm.script({ pendingSeconds: 0, stoppingSeconds: null });
        image("1");
        await stack.mustRun("up", "--yes", "--skip-preview");
        const old = (await stack.theRun()).id;

        await ccm.script({ pendingSeconds: null });
        image("2");
        assert.match((await stack.up()).output, /is still PENDING after \d+ s \(timeouts\.start\)/);
        const newer = (await stack.theRun()).id;
        for (const { output } of [await stack.preview(), await stack.up()]) {
            assert.match(output, new RegExp(`continues to wait for run ${newer}, last seen PENDING`));
            assert.doesNotMatch(output, /new run:|another run is started/);
        }

        // The new run has run at last; now the old one cannot be stopped.
        await ccm.end(newer, "SUCCEEDED");
        for (const { code, output } of [await stack.up(), await stack.up()]) {
            assert.notEqual(code, 0);
            assert.match(output, new RegExp(`error: run ${old} is still TERMINATING after \\d+ s`));
            assert.doesNotMatch(output, /new run:|was stopped|TERMINATED after/);
        }
        await ccm.end(old, "TERMINATED");
        const last = await stack.up();
        assert.equal(last.code, 0, last.output);
        assert.match(last.output, /TERMINATED already/);
        assert.equal((await ccm.requests("startRun")).length, 2);
    });
});
