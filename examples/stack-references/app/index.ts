import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";

const config = new pulumi.Config();
const infra = new pulumi.StackReference(config.require("infra"));
const graph = ccm.getWorkflowGraphOutput({ name: config.require("graph"), version: config.require("version") });

const run = new ccm.WorkflowRun("scoring", {
    graphId: graph.graphId,
    graphVersion: graph.graphVersion,
    deployment: {
        kubernetesSingleJob: {
            namespace: "scoring",
            clusterId: infra.requireOutput("clusterId").apply(String),
        },
    },
});

export const runId = run.runId;
