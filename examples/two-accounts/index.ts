import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";

const config = new pulumi.Config();

/** One account of a stand-alone CCM, and one on Fortanix Armor. They share neither token nor rate limit. */
const research = new ccm.Provider("research", {
    endpoint: config.require("researchEndpoint"),
    token: config.requireSecret("researchToken"),
});
const production = new ccm.Provider("production", {
    endpoint: config.require("productionEndpoint"),
    deployment: "armor",
    appId: config.require("productionAppId"),
    apiKey: config.requireSecret("productionApiKey"),
});

function score(name: string, provider: ccm.Provider): ccm.WorkflowRun {
    const graph = ccm.getWorkflowGraphOutput(
        { name: config.require("graph"), version: config.require("version") },
        { provider },
    );
    const cluster = ccm.getClusterOutput({ name: config.require("cluster") }, { provider });
    return new ccm.WorkflowRun(
        name,
        {
            graphId: graph.graphId,
            graphVersion: graph.graphVersion,
            deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: cluster.clusterId } },
        },
        { provider },
    );
}

export const researchRun = score("research-scoring", research).runId;
export const productionRun = score("production-scoring", production).runId;
