import type { Properties } from "../properties";
import { parseClusterInputs } from "./checkCluster";
import { clusterRequest } from "./clusterRequest";
import { clusterOutputs } from "./clusterState";
import type { ClusterScene } from "./context";

/** Makes a cluster as declared. All of it is sent: CCM does not show credentials, so nobody can tell which are the same. */
export async function updateCluster(scene: ClusterScene, clusterId: string, news: Properties): Promise<Properties> {
    const cluster = await scene.api.updateCluster(clusterId, clusterRequest(parseClusterInputs(news)));
    return clusterOutputs(news, cluster);
}
