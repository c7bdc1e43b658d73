import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";

const config = new pulumi.Config();

const run = new ccm.WorkflowRun("nightly-scoring", {
    graphId: config.require("graphId"),
    graphVersion: config.require("graphVersion"),
    deployment: {
        kubernetesSingleJob: { namespace: "scoring", clusterId: config.require("clusterId") },
    },
    // A new night starts a new run; a second `pulumi up` in the same night starts none.
    triggers: { night: config.require("night") },
    // A run that is over is replaced by the next night's whatever came of it, not by the next `pulumi up`.
    rerunOn: [],
    // The job that starts it need not wait.
    waitFor: "NONE",
});

export const runId = run.runId;
