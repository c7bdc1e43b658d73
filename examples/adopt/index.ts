import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";

const config = new pulumi.Config();

// Without the setting `orphan` a run is started; with it, that run is taken over: no second one starts, and
// `pulumi destroy` stops it as one's own.
const run = new ccm.WorkflowRun("service", {
    graphId: config.require("graphId"),
    graphVersion: config.require("graphVersion"),
    deployment: {
        kubernetesSingleJob: { namespace: "scoring", clusterId: config.require("clusterId") },
    },
    adoptRunId: config.get("orphan"),
});

export const runId = run.runId;
/** Other active runs of the graph that no stack may know of. */
export const others = pulumi
    .all([ccm.getWorkflowRunsOutput({ graphId: run.graphId, statuses: ["PENDING", "RUNNING"] }), run.runId])
    .apply(([runs, own]) => runs.filter(({ runId }) => runId !== own).length);
