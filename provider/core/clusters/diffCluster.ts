import { type ClusterFacts, type ComputeClusterRequest, MASK } from "../../ccm";
import { shownText } from "../../contract/shownText";
import type { Properties } from "../validation";
import { hasUnknown, isUnknown } from "../values";
import { clusterRequest, CONNECTIONS, parseClusterInputs } from "./clusterInputs";

export type ClusterDiff =
    | {
          readonly kind: "replace";
          readonly properties: readonly string[];
          readonly reason: string;
          /** Names are unique in an account: two clusters cannot share one. */
          readonly deleteFirst: boolean;
      }
    /** The cluster in CCM is not as declared, although the inputs may be unchanged. */
    | { readonly kind: "drift"; readonly reason: string }
    /** The engine determines which inputs have changed. */
    | { readonly kind: "byInputs" };

/**
 * Decides what the next `up` does with a cluster: replace it, because its kind cannot change or another one is to be
 * adopted; update it; or leave it unchanged.
 *
 * @param olds the outputs in state, which contain no credentials
 * @param news the validated inputs
 */
export function diffComputeCluster(clusterId: string, olds: Properties, news: Properties): ClusterDiff {
    const kind = CONNECTIONS.find((name) => news[name] !== undefined);
    if (kind !== undefined && typeof olds["kind"] === "string" && kind !== olds["kind"]) {
        const reason = `replaces the cluster: CCM cannot change its kind from ${olds["kind"]} to ${kind}`;
        return { kind: "replace", properties: [kind], reason, deleteFirst: olds["name"] === news["name"] };
    }
    const adopts = news["adoptClusterId"];
    if (typeof adopts === "string" && adopts.toLowerCase() !== clusterId.toLowerCase()) {
        const which = isUnknown(adopts) ? "adoptClusterId is not known yet" : `${adopts} (adoptClusterId)`;
        const reason = `takes over another cluster: ${which}`;
        // The old cluster is deleted only after the adoption.
        return { kind: "replace", properties: ["adoptClusterId"], reason, deleteFirst: false };
    }
    if (hasUnknown(news)) return { kind: "byInputs" };
    const differing = differingFacts(olds, wantedFacts(clusterRequest(parseClusterInputs(news))));
    if (differing.length === 0) return { kind: "byInputs" };
    const others = differing.filter((name) => name !== "name");
    const reasons = [
        ...(differing.includes("name") ? ["renames the cluster in CCM"] : []),
        ...(others.length > 0 ? [`differs from the cluster in CCM: ${others.join(", ")}`] : []),
    ];
    return { kind: "drift", reason: reasons.join("; ") };
}

/** The requested facts, in the form of those that CCM shows. */
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

/** The facts that differ. A fact that is missing on one side is not a difference. */
export function differingFacts(
    one: Readonly<Partial<Record<(typeof FACTS)[number], unknown>>>,
    other: Readonly<Partial<Record<(typeof FACTS)[number], unknown>>>,
): (typeof FACTS)[number][] {
    return FACTS.filter((name) => {
        const [a, b] = [normal(name, one[name]), normal(name, other[name])];
        return a !== undefined && b !== undefined && a !== b;
    });
}

/** Normalizes equivalent spellings; `undefined` if a part is masked and cannot be compared. */
function normal(name: (typeof FACTS)[number], written: unknown): unknown {
    if (typeof written !== "string") return written ?? undefined;
    const value = shownText(written);
    if (value.includes(MASK)) return undefined;
    if (name === "server") return URL.canParse(value) ? new URL(value).href.replace(/\/+$/, "") : value;
    return name === "subscription" ? value.toLowerCase() : value;
}
