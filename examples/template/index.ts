import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";

const config = new pulumi.Config();
const graph = ccm.getWorkflowGraphOutput({ name: config.require("graph"), version: config.require("version") });
const cluster = ccm.getClusterOutput({ name: config.require("cluster") });

const run = new ccm.WorkflowRun("run", {
    graphId: graph.graphId,
    graphVersion: graph.graphVersion,
    deployment: {
        kubernetesSingleJob: { namespace: config.get("namespace") ?? "default", clusterId: cluster.clusterId },
    },
});

export const runId = run.runId;
export const runStatus = run.runStatus;
