import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";
import { kubeconfig } from "./cloud";

const config = new pulumi.Config();

// Registers the cluster with CCM. Only the kubeconfig's current context is sent; none of it is in state as plaintext.
const cluster = new ccm.ComputeCluster("scoring", {
    description: "Made with the stack that runs on it",
    kubernetes: { kubeconfig },
});

// The version is pinned: the newest one would start a new run whenever a version becomes final.
const graph = ccm.getWorkflowGraphOutput({ name: config.require("graph"), version: config.require("version") });

const run = new ccm.WorkflowRun("scoring", {
    graphId: graph.graphId,
    graphVersion: graph.graphVersion,
    // This reference stops the run before the cluster is deleted.
    deployment: { kubernetesSingleJob: { namespace: "default", clusterId: cluster.clusterId } },
    runtimeConfigs: graph.runtimeConfigs({
        scorer: {
            deployment: {
                kubernetes: {
                    jobSpec: { template: { spec: { restartPolicy: "Never" } } },
                },
            },
        },
    }),
});

export const clusterId = cluster.clusterId;
export const runId = run.runId;
export const runStatus = run.runStatus;
