/** Which resource of this process has which cluster, so that no two of them take the same one. Synchronous. */
export class ClusterHolders {
    private readonly urnById = new Map<string, string>();

    /** Notes that a resource has a cluster. False when another one has it. */
    claim(clusterId: string, urn: string): boolean {
        const id = clusterId.toLowerCase();
        const holder = this.urnById.get(id) ?? urn;
        if (holder !== urn) return false;
        this.urnById.set(id, urn);
        return true;
    }

    /** The cluster is gone, or the resource is. */
    release(clusterId: string): void {
        this.urnById.delete(clusterId.toLowerCase());
    }
}
