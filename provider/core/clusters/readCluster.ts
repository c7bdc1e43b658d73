import { clusterFacts, type ComputeCluster, isMissing } from "../../ccm";
import { messageOf } from "../text";
import type { Properties } from "../validation";
import type { ClusterScene } from "./clusterOwnership";
import { differingFacts } from "./diffCluster";

export type ClusterReading = { readonly kind: "found"; readonly outputs: Properties } | { readonly kind: "gone" };

/** How CCM shows a cluster now, as outputs. */
export async function readCluster(
    scene: ClusterScene,
    clusterId: string,
    outputs: Properties,
): Promise<ClusterReading> {
    try {
        const cluster = await scene.api.cluster(clusterId);
        const changed = differingFacts(outputs, clusterFacts(cluster));
        scene.report.progress(changed.length === 0 ? "as it was" : `changed in CCM: ${changed.join(", ")}`);
        return { kind: "found", outputs: clusterOutputs(outputs, cluster) };
    } catch (error) {
        if (isMissing(error)) {
            scene.report.warn(`cluster ${clusterId} is not known to CCM any more and leaves the state`);
            return { kind: "gone" };
        }
        throw new Error(`cluster ${clusterId} cannot be looked at: ${messageOf(error)}`);
    }
}

/** Inputs that stand beside the facts in state. Those with credentials do not. */
const KEPT_INPUTS = ["adoptClusterId", "__provider", "__urn"] as const;

/** The resource's outputs. */
export function clusterOutputs(inputs: Properties, cluster: ComputeCluster): Properties {
    const kept = KEPT_INPUTS.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]);
    return { ...(Object.fromEntries(kept) as Properties), ...clusterFacts(cluster) };
}
