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
                        // A secret as a whole, a secret as a part of a value, and what is none.
                        DATABASE_PASSWORD: config.requireSecret("databasePassword"),
                        DATABASE_URL: pulumi.interpolate`postgres://scorer:${config.requireSecret("databasePassword")}@db/scores`,
                        LOG_LEVEL: "info",
                    },
                },
            },
        },
    }),
    // A new password starts a new run, as any change of what is run does.
});

export const runId = run.runId;
