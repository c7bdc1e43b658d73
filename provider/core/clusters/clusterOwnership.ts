import type { CcmClient } from "../../ccm";
import type { OperationContext } from "../context";

/** Dependencies of an operation on a compute cluster. */
export interface ClusterContext extends OperationContext {
    readonly api: Pick<
        CcmClient,
        "createCluster" | "updateCluster" | "deleteCluster" | "cluster" | "listClusters" | "listRuns"
    >;
    readonly ownership: ClusterOwnership;
}

interface Holder {
    readonly urn: string;
    /** Whether the resource adopted the cluster in this process instead of creating it. */
    readonly adopted: boolean;
}

/**
 * Tracks which resource of this process owns which cluster, so that no two claim the same one and none deletes
 * another's. Synchronous: nothing else runs between a check and a claim.
 */
export class ClusterOwnership {
    private readonly byId = new Map<string, Holder>();

    /** Claims a cluster for a resource. Returns false, and changes nothing, if another resource owns it. */
    claim(clusterId: string, urn: string, how: { adopted?: boolean } = {}): boolean {
        const id = clusterId.toLowerCase();
        const known = this.byId.get(id);
        if (known !== undefined && known.urn !== urn) return false;
        const { adopted = known?.adopted ?? false } = how;
        this.byId.set(id, { urn, adopted });
        return true;
    }

    /**
     * Whether a cluster is kept although a resource that owned it is deleted: another resource owns it, or the same one
     * adopted it again during its replacement.
     */
    staysOnDelete(clusterId: string, urn: string): boolean {
        const holder = this.byId.get(clusterId.toLowerCase());
        return holder !== undefined && (holder.urn !== urn || holder.adopted);
    }
}
