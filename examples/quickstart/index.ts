import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";

const config = new pulumi.Config();

/** One run of a final workflow graph, on a Kubernetes cluster that CCM knows. */
const run = new ccm.WorkflowRun("nightly-scoring", {
    graphId: config.require("graphId"),
    graphVersion: config.require("graphVersion"),
    deployment: {
        kubernetesSingleJob: {
            namespace: config.get("namespace") ?? "default",
            clusterId: config.require("clusterId"),
        },
    },
    // Another value here starts another run: an image tag, a date, a commit.
    triggers: { revision: config.get("revision") ?? "1" },
});

export const runId = run.runId;
export const runStatus = run.runStatus;
