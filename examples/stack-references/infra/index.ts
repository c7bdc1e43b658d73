import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";

const config = new pulumi.Config();

const cluster = new ccm.ComputeCluster("shared", {
    kubernetes: { kubeconfig: config.requireSecret("kubeconfig") },
});

/** Used by other stacks. The cluster is not deleted while their runs are active on it. */
export const clusterId = cluster.clusterId;
