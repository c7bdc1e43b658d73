import { isNotFound } from "../../ccm";
import { RUN_STATUS } from "../../contract/runStatus";
import { firstOf, messageOf } from "../text";
import type { ClusterContext } from "./clusterOwnership";

/** More active runs than this are counted, not named. */
const MAX_NAMED = 3;

/**
 * Removes a cluster from CCM unless runs are active on it. Idempotent.
 *
 * @throws Error if the cluster may still be registered in CCM
 */
export async function deleteCluster(context: ClusterContext, clusterId: string): Promise<void> {
    const { api, ownership, report, urn } = context;
    if (ownership.staysOnDelete(clusterId, urn)) {
        report.warn(`cluster ${clusterId} is kept: another resource has adopted it`);
        return;
    }
    const active = await activeRuns(api, clusterId).catch((error: unknown) => {
        throw new Error(
            `${messageOf(error)}. It is not known whether runs are active on cluster ${clusterId}, so it was ` +
                "not deleted.",
        );
    });
    if (active.length > 0) throw new Error(inUse(clusterId, active));
    try {
        await api.deleteCluster(clusterId);
    } catch (error) {
        if (!(await isGone(api, clusterId))) throw new Error(`${messageOf(error)}. Cluster ${clusterId} still exists.`);
    }
}

async function activeRuns(api: ClusterContext["api"], clusterId: string): Promise<string[]> {
    const active: string[] = [];
    for await (const run of api.listRuns()) {
        // UNKNOWN proves nothing: CCM decides then.
        if (RUN_STATUS[run.status].isActive && run.clusterId?.toLowerCase() === clusterId.toLowerCase()) {
            active.push(`${run.runId || "a run without an id"} (${run.status})`);
        }
    }
    return active;
}

function inUse(clusterId: string, active: readonly string[]): string {
    return (
        `cluster ${clusterId} was not deleted, because runs are active on it: ${firstOf(active, MAX_NAMED)}. ` +
        "Stop them first. In runs of the same program, set clusterId to the clusterId of this resource, so that " +
        "they are stopped before it is deleted."
    );
}

/** Whether the cluster was removed before, or by a request whose response was lost. */
async function isGone(api: ClusterContext["api"], clusterId: string): Promise<boolean> {
    try {
        await api.cluster(clusterId);
        return false;
    } catch (error) {
        return isNotFound(error);
    }
}
