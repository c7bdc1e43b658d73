import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";
import { kubeconfig } from "./cloud";

const config = new pulumi.Config();

// CCM gets to know the cluster. Of the kubeconfig only the context that is used is sent, and none of it is in clear in state.
const cluster = new ccm.ComputeCluster("scoring", {
    description: "Made with the stack that runs on it",
    kubernetes: { kubeconfig },
});

// The newest final version would start another run by itself: here somebody decides.
const graph = ccm.getWorkflowGraphOutput({ name: config.require("graph"), version: config.require("version") });

const run = new ccm.WorkflowRun("scoring", {
    graphId: graph.graphId,
    graphVersion: graph.graphVersion,
    // By this the run is stopped before the cluster goes.
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
