import { messageOf } from "../messageOf";
import { isMissing } from "../missing";
import type { Properties } from "../properties";
import { clusterFacts, differingFacts } from "./clusterFacts";
import { clusterOutputs } from "./clusterState";
import type { ClusterScene } from "./clusterOwnership";

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
