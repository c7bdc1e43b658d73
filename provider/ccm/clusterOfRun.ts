import type { CcmRun } from ".";

/** Id of the cluster that a run is on, in lower case; `undefined` when the service does not tell. */
export function clusterOfRun({ deployment }: CcmRun): string | undefined {
    if (deployment === undefined) return undefined;
    const job = "kubernetes_single_job" in deployment ? deployment.kubernetes_single_job : deployment.aci_single_job;
    return job.cluster_id.toLowerCase();
}
