import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";

const config = new pulumi.Config();
const clusterId = ccm.getClusterOutput({ name: config.get("cluster") ?? "aks-west" }).clusterId;
const graph = ccm.getWorkflowGraphOutput({ name: config.require("graph"), version: config.require("version") });

/** A run that starts when the steps before it have SUCCEEDED, and its completion. */
function step(name: string, ...after: ccm.WorkflowRunCompletion[]): ccm.WorkflowRunCompletion {
    const run = new ccm.WorkflowRun(
        name,
        {
            graphId: graph.graphId,
            graphVersion: graph.graphVersion,
            deployment: { kubernetesSingleJob: { namespace: name, clusterId } },
            // When an earlier step runs again, so do those after it.
            triggers: { after: after.map((done) => done.runId) },
        },
        { dependsOn: after },
    );
    return new ccm.WorkflowRunCompletion(`${name}-done`, { runId: run.runId, until: "SUCCEEDED", timeout: "6h" });
}

const extracted = step("extract");
const models = ["north", "south"].map((region) => step(`train-${region}`, extracted));
const report = step("report", ...models);

export const seconds = report.durationSeconds;
export const log = report.logTail;
