import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";
import { azure, permission } from "./cloud";

const config = new pulumi.Config();

const cluster = new ccm.ComputeCluster("scoring-aci", { aci: azure }, { dependsOn: permission });

const graph = ccm.getWorkflowGraphOutput({ name: config.require("graph"), version: config.require("version") });

const run = new ccm.WorkflowRun("scoring", {
    graphId: graph.graphId,
    graphVersion: graph.graphVersion,
    deployment: { aciSingleJob: { clusterId: cluster.clusterId } },
    runtimeConfigs: graph.runtimeConfigs({
        scorer: {
            deployment: {
                aci: {
                    exposedPorts: [{ port: 8443, protocol: "Tcp" }],
                    envVars: { LOG_LEVEL: "info", MODEL_KEY: config.requireSecret("modelKey") },
                },
            },
        },
    }),
});

export const runId = run.runId;
/** Name of the container group in the Azure portal. */
export const containerGroup = run.clusterData.apply((data) => data?.containerGroupName);
