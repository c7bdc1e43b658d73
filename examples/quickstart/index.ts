import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";

const config = new pulumi.Config();

/** A run of a final workflow graph, on a Kubernetes cluster that is registered with CCM. */
const run = new ccm.WorkflowRun("nightly-scoring", {
    graphId: config.require("graphId"),
    graphVersion: config.require("graphVersion"),
    deployment: {
        kubernetesSingleJob: {
            namespace: config.get("namespace") ?? "default",
            clusterId: config.require("clusterId"),
        },
    },
    // A new value starts a new run: an image tag, a date, a commit.
    triggers: { revision: config.get("revision") ?? "1" },
});

export const runId = run.runId;
export const runStatus = run.runStatus;
