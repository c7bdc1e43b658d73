import type { CcmClient } from "../../ccm";
import type { Scene } from "../context";
import type { ClusterHolders } from "./clusterHolders";

/** All that reaches out of the lifecycle floor, for one operation on one compute cluster. */
export interface ClusterScene extends Scene {
    readonly api: Pick<
        CcmClient,
        "createCluster" | "updateCluster" | "deleteCluster" | "cluster" | "listClusters" | "listRuns"
    >;
    readonly holders: ClusterHolders;
}
