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
    // A finished run is replaced by the next night's run, not by the next `pulumi up`, even if it FAILED.
    rerunOn: [],
    // The job that runs `pulumi up` need not wait.
    waitFor: "NONE",
});

export const runId = run.runId;
