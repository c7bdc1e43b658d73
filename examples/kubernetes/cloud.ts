import { KubernetesCluster } from "@pulumi/azure/containerservice/kubernetesCluster";
import { ResourceGroup } from "@pulumi/azure/core/resourceGroup";
import type { Output } from "@pulumi/pulumi";

/**
 * A small AKS cluster with confidential nodes. An application's node requirements belong in its job's spec. Any other
 * cluster works too: only its kubeconfig is needed.
 */
const group = new ResourceGroup("scoring", { location: "westeurope" });

const cluster = new KubernetesCluster("scoring", {
    resourceGroupName: group.name,
    dnsPrefix: "scoring",
    defaultNodePool: { name: "confidential", nodeCount: 1, vmSize: "Standard_DC4s_v3" },
    identity: { type: "SystemAssigned" },
});

export const kubeconfig: Output<string> = cluster.kubeConfigRaw;
