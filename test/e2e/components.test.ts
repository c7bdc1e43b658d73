import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { inStack } from "../support/scenario";

const program = `const pulumi = require("@pulumi/pulumi");
const { WorkflowRun } = require("pulumi-fortanix-ccm");
const args = {
    graphId: "${SEED.graphId}",
    graphVersion: "2",
    deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: "${SEED.kubernetesClusterId}" } },
};
class Pipeline extends pulumi.ComponentResource {
    constructor(name) {
        super("test:index:Pipeline", name);
        this.first = new WorkflowRun("first", args, { parent: this });
        this.alone = new WorkflowRun("alone", args, { parent: this });
        this.second = new WorkflowRun("second", { ...args, triggers: { after: this.first.runId } }, { parent: this });
        this.third = new WorkflowRun("third", args, { parent: this, dependsOn: [this.alone] });
        this.registerOutputs({});
    }
}
new Pipeline("pipeline");
`;

describe("runs in a component", () => {
    inStack("start in the order of their dependencies, and depend on nothing else", async ({ stack }) => {
        stack.runProgram(program);
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.match(
            up.output,
            /WorkflowRun first created .*RUNNING after \d+ s/,
            "the status line is on the row of the run",
        );
        const { deployment } = JSON.parse(await stack.exportState()) as {
            deployment: { resources: { urn: string; dependencies?: string[] }[] };
        };
        const nameOf = (urn: string) => urn.split("::").at(-1) ?? "";
        const dependencies = Object.fromEntries(
            deployment.resources.map(({ urn, dependencies: on = [] }) => [nameOf(urn), on.map(nameOf)]),
        );
        assert.deepEqual(dependencies["first"], []);
        assert.deepEqual(dependencies["alone"], []);
        assert.deepEqual(dependencies["second"], ["first"]);
        assert.deepEqual(dependencies["third"], ["alone"]);
    });
});
