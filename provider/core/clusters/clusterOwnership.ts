import type { CcmClient } from "../../ccm";
import type { OperationContext } from "../context";

/** What an operation on a compute cluster needs from outside. */
export interface ClusterContext extends OperationContext {
    readonly api: Pick<
        CcmClient,
        "createCluster" | "updateCluster" | "deleteCluster" | "cluster" | "listClusters" | "listRuns"
    >;
    readonly ownership: ClusterOwnership;
}

interface Holder {
    readonly urn: string;
    /** Whether it has taken the cluster over in this process, and not made it. */
    readonly adopted: boolean;
}

/**
 * Which resource of this process has which cluster, so that no two of them take the same one, and none deletes one that
 * another has. Synchronous: between a look and a claim nothing else runs.
 */
export class ClusterOwnership {
    private readonly byId = new Map<string, Holder>();

    /** Notes that a resource has a cluster. False, and nothing is noted, when another one has it. */
    claim(clusterId: string, urn: string, how: { adopted?: boolean } = {}): boolean {
        const id = clusterId.toLowerCase();
        const known = this.byId.get(id);
        if (known !== undefined && known.urn !== urn) return false;
        const { adopted = known?.adopted ?? false } = how;
        this.byId.set(id, { urn, adopted });
        return true;
    }

    /**
     * Whether a cluster stays although a resource that had it is deleted: another resource has it, or the same one has
     * taken it over anew, in the course of its replacement.
     */
    staysOnDelete(clusterId: string, urn: string): boolean {
        const holder = this.byId.get(clusterId.toLowerCase());
        return holder !== undefined && (holder.urn !== urn || holder.adopted);
    }
}
