import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";

const config = new pulumi.Config();

// Without the setting `orphan`, starts a run. With it, adopts that run: no second run starts, and `pulumi destroy`
// stops it like any other run of the stack.
const run = new ccm.WorkflowRun("service", {
    graphId: config.require("graphId"),
    graphVersion: config.require("graphVersion"),
    deployment: {
        kubernetesSingleJob: { namespace: "scoring", clusterId: config.require("clusterId") },
    },
    adoptRunId: config.get("orphan"),
});

export const runId = run.runId;
/** Number of other active runs of the graph, which may belong to no stack. */
export const others = pulumi
    .all([ccm.getWorkflowRunsOutput({ graphId: run.graphId, statuses: ["PENDING", "RUNNING"] }), run.runId])
    .apply(([runs, own]) => runs.filter(({ runId }) => runId !== own).length);
