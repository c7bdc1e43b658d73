import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { killUp } from "../support/interrupts";
import { inStack, kubernetesRun } from "../support/scenario";
import type { ResourceSpec } from "../support/stack";

const scorer = SEED.runtimeConfigIds["2"];

function completionOf(run: string, args: Record<string, unknown> = {}): ResourceSpec {
    return { type: "WorkflowRunCompletion", args: { runId: { $of: run, output: "runId" }, ...args } };
}

const after = (...names: string[]) => kubernetesRun({}, { dependsOn: names.map((name) => ({ $resource: name })) });

describe("the completion of a run", () => {
    inStack("orders dependent runs, in sequence and in parallel", async ({ ccm, stack }) => {
        await ccm.script({ pendingSeconds: 0, runningSeconds: 2, logs: { [scorer]: "42 rows\n" } });
        stack.declare({
            first: kubernetesRun(),
            firstDone: completionOf("first"),
            left: after("firstDone"),
            right: after("firstDone"),
            leftDone: completionOf("left"),
            rightDone: completionOf("right", { until: "FINISHED", timeout: "5m" }),
            last: after("leftDone", "rightDone"),
        });
        const preview = await stack.preview();
        assert.match(preview.output, /firstDone .*waits for a run that is not known yet, until SUCCEEDED/);
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        const starts = (await ccm.requests("startRun")).map(({ at }) => at);
        assert.equal(starts.length, 4);
        const [first = 0, left = 0, right = 0, last = 0] = starts;
        assert.ok(Math.min(left, right) - first >= 2000 && last - Math.max(left, right) >= 2000, String(starts));
        const { outputs, inputs } = stack.theResource("firstDone");
        assert.equal(inputs["until"], "SUCCEEDED");
        assert.equal(outputs["runStatus"], "SUCCEEDED");
        assert.ok(Number(outputs["durationSeconds"]) >= 2);
        assert.ok(!JSON.stringify(outputs).includes("42 rows"), "logs are stored as a secret");
        assert.match(await stack.exportState("--show-secrets"), /scorer, node node-1\):.*\| 42 rows/);

        // A status that was reached once is not polled again if the completion asks for the same or less.
        await ccm.forgetRequests();
        stack.declare({
            first: kubernetesRun({ timeouts: { stop: "5m" } }),
            firstDone: completionOf("first", { until: "FINISHED" }),
        });
        assert.match(
            (await stack.preview()).output,
            /~ 2 to update\n {4}- 5 to delete\n/,
            "no other completion is updated",
        );
        const less = await stack.up();
        assert.equal(less.code, 0, less.output);
        assert.match(less.output, /~ 2 updated/);
        const firstId = stack.theResource("first").id;
        assert.ok(!(await ccm.requests()).some(({ url }) => url.includes(firstId)));
        assert.equal((await ccm.requests("startRun")).length, 0);
        const calm = await stack.preview("--expect-no-changes", "--refresh");
        assert.match(calm.output, /was RUNNING, is SUCCEEDED/);
    });

    inStack(
        "is skipped with --continue-on-error if its run fails to start: one error instead of two",
        async (scenario) => {
            const { ccm, stack } = scenario;
            stack.declare({
                refused: kubernetesRun({ graphVersion: "77" }),
                done: completionOf("refused"),
                next: after("done"),
                other: kubernetesRun(),
            });
            const { code, output } = await stack.up("--continue-on-error");
            assert.notEqual(code, 0, output);
            assert.match(output, /done {2}is skipped, because its run was not started/);
            const errors = [...output.matchAll(/^ {4}error: ([a-z ]+)/gm)].map(([, text]) => text);
            assert.deepEqual(new Set(errors), new Set(["cannot start the run", "update failed"]));
            assert.equal(errors.length, 2);
            assert.deepEqual(Object.keys(await stack.runs()), ["other"]);
            assert.equal((await ccm.runs()).length, 1);
        },
    );

    inStack("continues after an interrupted update, and fails if its run has failed", async ({ ccm, stack }) => {
        await ccm.script({ pendingSeconds: 0, runningSeconds: null, logs: { [scorer]: "loading\nout of memory\n" } });
        stack.declare({ run: kubernetesRun(), done: completionOf("run") });
        await killUp({ stack }, "the completion to wait", (printed) => printed.includes("until SUCCEEDED, at most"));
        await stack.mustRun("cancel", "--yes");
        const [first, ...more] = await ccm.runs();
        assert.deepEqual(more, []);
        await ccm.end(first?.runId ?? "", "FAILED");
        const failed = await stack.up();
        assert.notEqual(failed.code, 0);
        const text = failed.output.replace(/\s+/g, " ");
        assert.match(text, new RegExp(`run ${first?.runId} FAILED before it was SUCCEEDED, after`));
        assert.match(text, /Nothing is left running\. .*`pulumi up --refresh` starts a new run\./);
        assert.match(text, /\| loading \| out of memory/);
        await ccm.script({ pendingSeconds: 0, runningSeconds: 0 });
        const again = await stack.up("--refresh");
        assert.equal(again.code, 0, again.output);
        assert.equal((await ccm.runs()).length, 2);
        const { runStatus } = stack.theResource("done").outputs;
        assert.equal(runStatus, "SUCCEEDED");
    });
});
