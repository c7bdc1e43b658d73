import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { inStack, kubernetesRun } from "../support/scenario";

const SECRET = "s3cr3t-value-12345";

/** A run whose job has one secret; `WHERE` selects how it is hidden from the class. */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const ccm = require("pulumi-fortanix-ccm");
const { WHERE, PHASE } = process.env;
const specOf = (value) => ({ template: { spec: { containers: [{ name: "s", env: [{ name: "PW", value }] }] } } });
const configs = (value) => ({ ["${SEED.runtimeConfigIds["2"]}"]: { deployment: { kubernetes: { jobSpec: specOf(value) } } } });
const place = { kubernetesSingleJob: { namespace: "scoring", clusterId: "${SEED.kubernetesClusterId}" } };
const args = { graphId: "${SEED.graphId}", graphVersion: "2", deployment: place };
const secret = pulumi.secret("${SECRET}");
if (WHERE === "transform") {
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
        /:WorkflowRun$/.test(type) ? { props: { ...props, runtimeConfigs: configs(secret) }, opts } : undefined,
    );
    const waited = new ccm.WorkflowRun("waited", { ...args, waitFor: "NONE" });
    new ccm.WorkflowRunCompletion("done", { runId: waited.runId });
} else if (PHASE === "1") {
    args.runtimeConfigs = configs(secret);
} else {
    args.runtimeConfigs = configs("placeholder");
}
const run = new ccm.WorkflowRun("run", args, WHERE === "ignoreChanges" ? { ignoreChanges: ["runtimeConfigs"] } : {});
exports.statusDetail = run.statusDetail;
`;

describe("a secret that the resource's class cannot see", () => {
    inStack("from a transform: is masked in outputs, errors and logs", async ({ ccm, stack }) => {
        const logs = { [SEED.runtimeConfigIds["2"]]: `the password is ${SECRET}\n` };
        await ccm.script({ runningSeconds: 0, outcome: "FAILED", reason: "why", echoSpecs: true, logs });
        stack.runProgram(PROGRAM);
        const own = stack.with({ WHERE: "transform", PHASE: "1" });
        const up = await own.up("--continue-on-error");
        assert.match(up.output, /run \S+ FAILED before it was RUNNING.* CCM reports: .*\[secret\]/);
        assert.match(up.output, /run \S+ FAILED before it was SUCCEEDED.* CCM reports: .*\[secret\]/);
        assert.match(up.output, /the password is \[secret\]/);
        const refresh = await own.refresh();
        for (const text of [up.output, refresh.output, await own.exportState()])
            assert.ok(!text.includes(SECRET), text);
        await own.destroy();
    });

    inStack("kept by ignoreChanges: stays masked and causes no diff", async ({ ccm, stack }) => {
        await ccm.script({ echoSpecs: true });
        stack.runProgram(PROGRAM);
        assert.equal((await stack.with({ WHERE: "ignoreChanges", PHASE: "1" }).up()).code, 0);
        const later = stack.with({ WHERE: "ignoreChanges", PHASE: "2" });
        const preview = await later.preview("--diff", "--expect-no-changes");
        assert.equal(preview.code, 0, preview.output);
        const up = await later.up();
        const refresh = await later.refresh();
        assert.equal(refresh.code, 0, refresh.output);
        const state = await later.exportState();
        for (const text of [preview.output, up.output, refresh.output, state]) assert.ok(!text.includes(SECRET), text);
        assert.match(state, /"statusDetail": ".*\[secret\]/);
        await later.destroy();
    });

    inStack("declared by additionalSecretOutputs: appears in no message", async ({ ccm, stack }) => {
        await ccm.script({ runningSeconds: 0, outcome: "FAILED", reason: "why-it-failed" });
        const opts = { additionalSecretOutputs: ["statusDetail"] };
        stack.declare({
            run: kubernetesRun({ rerunOn: [] }, opts),
            waited: kubernetesRun({ waitFor: "NONE" }, opts),
            done: { type: "WorkflowRunCompletion", args: { runId: { $of: "waited", output: "runId" } } },
        });
        const up = await stack.up("--continue-on-error");
        assert.match(up.output, /run \S+ FAILED before it was RUNNING/);
        assert.match(up.output, /run \S+ FAILED before it was SUCCEEDED/);
        const refresh = await stack.refresh();
        for (const text of [up.output, refresh.output, await stack.exportState()])
            assert.ok(!text.includes("why-it-failed"), text);
        assert.match(await stack.exportState("--show-secrets"), /why-it-failed/);
    });
});
