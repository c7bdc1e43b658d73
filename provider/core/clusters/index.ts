export { checkComputeCluster } from "./checkCluster";
export { ClusterHolders } from "./clusterHolders";
export { clusterSecrets } from "./clusterSecrets";
export type { ClusterScene } from "./clusterOwnership";
export { createCluster } from "./createCluster";
export { deleteCluster } from "./deleteCluster";
export { diffComputeCluster } from "./diffCluster";
export { readCluster } from "./readCluster";
export { updateCluster } from "./updateCluster";
