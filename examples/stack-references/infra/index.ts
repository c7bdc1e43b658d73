import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";

const config = new pulumi.Config();

const cluster = new ccm.ComputeCluster("shared", {
    kubernetes: { kubeconfig: config.requireSecret("kubeconfig") },
});

/** Other stacks run on it. While their runs are active on it, it is not deleted. */
export const clusterId = cluster.clusterId;
