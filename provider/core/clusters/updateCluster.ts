import { isNotFound } from "../../ccm";
import { messageOf } from "../text";
import type { Properties } from "../validation";
import { clusterRequest, parseClusterInputs } from "./clusterInputs";
import type { ClusterContext } from "./clusterOwnership";
import { clusterOutputs } from "./readCluster";

/** Updates a cluster as declared. Sends everything: CCM does not show credentials, so they cannot be compared. */
export async function updateCluster(context: ClusterContext, clusterId: string, news: Properties): Promise<Properties> {
    const request = clusterRequest(parseClusterInputs(news));
    const cluster = await context.api.updateCluster(clusterId, request).catch((error: unknown) => {
        const next = isNotFound(error)
            ? "`pulumi refresh` removes it from the state, and the next `pulumi up` creates it again"
            : "the change may not have been applied; `pulumi up` tries again";
        throw new Error(`${messageOf(error)}. Cluster ${clusterId} (${request.name}): ${next}.`);
    });
    return clusterOutputs(context, news, cluster);
}
