import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";

const config = new pulumi.Config();
const graph = ccm.getWorkflowGraphOutput({ name: config.require("graph"), version: config.require("version") });

const run = new ccm.WorkflowRun("scoring", {
    graphId: graph.graphId,
    graphVersion: graph.graphVersion,
    deployment: {
        aciSingleJob: { clusterId: ccm.getClusterOutput({ name: config.get("cluster") ?? "aci-west" }).clusterId },
    },
    runtimeConfigs: graph.runtimeConfigs({
        scorer: {
            deployment: {
                aci: {
                    envVars: {
                        // A secret value, a value that contains a secret, and a plain value.
                        DATABASE_PASSWORD: config.requireSecret("databasePassword"),
                        DATABASE_URL: pulumi.interpolate`postgres://scorer:${config.requireSecret("databasePassword")}@db/scores`,
                        LOG_LEVEL: "info",
                    },
                },
            },
        },
    }),
    // A new password starts a new run, like any other change of `runtimeConfigs`.
});

export const runId = run.runId;
