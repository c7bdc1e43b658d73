import type { ComputeCluster, ComputeClusterRequest } from "../../ccm";

export type ClusterKind = "kubernetes" | "aci";

/** What is known of how CCM gets at a cluster. Never a credential: CCM does not tell them either. */
export interface ClusterFacts {
    readonly clusterId: string;
    readonly name: string;
    readonly description: string;
    readonly kind: ClusterKind | undefined;
    /** Of a Kubernetes cluster: the URL of its API server. */
    readonly server: string | undefined;
    /** Of an ACI cluster. */
    readonly subscription: string | undefined;
    readonly resourceGroup: string | undefined;
    readonly deploymentLocation: string | undefined;
}

export function clusterFacts(cluster: ComputeCluster): ClusterFacts {
    const { kubernetes, aci } = cluster;
    return {
        clusterId: cluster.cluster_id,
        name: cluster.name,
        description: cluster.description ?? "",
        kind: kubernetes !== undefined ? "kubernetes" : aci !== undefined ? "aci" : undefined,
        server: text(kubernetes?.["server"]),
        subscription: text(aci?.["subscription"]),
        resourceGroup: text(aci?.["resource_group"]),
        deploymentLocation: text(aci?.["deployment_location"]),
    };
}

/** The same of what is wanted. */
export function wantedFacts(request: ComputeClusterRequest): Omit<ClusterFacts, "clusterId"> {
    const kubernetes = "kubernetes" in request ? request.kubernetes : undefined;
    const aci = "aci" in request ? request.aci : undefined;
    return {
        name: request.name,
        description: request.description,
        kind: kubernetes !== undefined ? "kubernetes" : "aci",
        server: kubernetes?.kubeconfig.clusters[0]?.cluster.server,
        subscription: aci?.subscription,
        resourceGroup: aci?.resource_group,
        deploymentLocation: aci?.deployment_location,
    };
}

const FACTS = ["name", "description", "server", "subscription", "resourceGroup", "deploymentLocation"] as const;

/** The facts in which two differ. What one of them does not tell is no difference. */
export function differingFacts(
    one: Readonly<Partial<Record<(typeof FACTS)[number], unknown>>>,
    other: Readonly<Partial<Record<(typeof FACTS)[number], unknown>>>,
): (typeof FACTS)[number][] {
    return FACTS.filter((name) => {
        const [a, b] = [normal(name, one[name]), normal(name, other[name])];
        return a !== undefined && b !== undefined && a !== b;
    });
}

/** The one form of all spellings that mean the same. */
function normal(name: (typeof FACTS)[number], value: unknown): unknown {
    if (typeof value !== "string") return value ?? undefined;
    if (name === "server") return URL.canParse(value) ? new URL(value).href.replace(/\/+$/, "") : value;
    return name === "subscription" ? value.toLowerCase() : value;
}

function text(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}
