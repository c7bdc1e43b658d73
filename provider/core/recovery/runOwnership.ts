import type { Assignment } from "./assignRuns";
import type { OpenStart } from "./openStarts";
import type { RequestedStart, StartRecord } from "./startRecord";

/** A start of this process whose response has not arrived, or was lost. */
export interface PendingStart {
    readonly record: RequestedStart;
    /** By the clock: when it was first sent. */
    readonly sentAt: number;
    /** By the clock: when its response was lost; `undefined` while it may still arrive. */
    readonly lostAt: number | undefined;
}

/** `started` or `adopted` by a create in this process, or found in `state`. */
type HowHeld = "started" | "adopted" | "state";

interface Held {
    readonly runId: string;
    readonly how: HowHeld;
}

/**
 * Tracks which resource of this process owns which run, so that no two claim the same run and none stops another's.
 * Everything here is synchronous: nothing else runs between a check and a claim.
 */
export class RunOwnership {
    private readonly pendingByUrn = new Map<string, PendingStart>();
    private readonly heldByUrn = new Map<string, Held>();
    /** URNs by run: the reverse of `heldByUrn`. */
    private readonly holdersByRun = new Map<string, Set<string>>();
    private readonly everHeld = new Set<string>();
    private readonly failedByUrn = new Map<string, StartRecord>();
    private readonly openByUrn = new Map<string, StartRecord>();
    private readonly deletedByUrn = new Map<string, string[]>();
    /**
     * Offset of CCM's wall clock from this process's monotonic clock, in milliseconds, derived from a run that CCM has
     * just created for it.
     */
    ccmOffsetMs: number | undefined;
    /** The open starts that earlier updates left in the stack, by state and journal; set on first use. */
    openStarts: Promise<readonly OpenStart[]> | undefined;
    /** The runs of these starts; set by the first search. */
    assignments: Promise<ReadonlyMap<string, Assignment>> | undefined;

    pending(urn: string, start: PendingStart): void {
        this.pendingByUrn.set(urn, start);
    }

    /** Removes a pending start: its outcome is known, or its run is no longer searched for. */
    settled(urn: string): void {
        this.pendingByUrn.delete(urn);
    }

    ownPending(urn: string): PendingStart | undefined {
        return this.pendingByUrn.get(urn);
    }

    otherPending(urn: string): readonly PendingStart[] {
        return [...this.pendingByUrn].filter(([other]) => other !== urn).map(([, start]) => start);
    }

    hold(urn: string, runId: string, how: HowHeld): void {
        const before = this.heldByUrn.get(urn);
        if (before !== undefined) this.holdersByRun.get(before.runId)?.delete(urn);
        this.heldByUrn.set(urn, { runId, how });
        this.holdersByRun.set(runId, (this.holdersByRun.get(runId) ?? new Set()).add(urn));
        this.everHeld.add(runId);
    }

    /** The run of a resource in the state, as far as this process has seen it. */
    inState(urn: string): string | undefined {
        const held = this.heldByUrn.get(urn);
        return held?.how === "state" ? held.runId : undefined;
    }

    /** Whether any resource of this process has or had the run, which then is not the outcome of a lost start. */
    isKnown(runId: string): boolean {
        return this.everHeld.has(runId);
    }

    /** Claims a run as the outcome of a lost start. Returns false if another start has claimed it. */
    claim(urn: string, runId: string): boolean {
        if (this.everHeld.has(runId)) return false;
        this.everHeld.add(runId);
        // From now on it does not compete with other starts.
        this.pendingByUrn.delete(urn);
        return true;
    }

    /** Records a run that an earlier create started, regardless of its outcome. */
    noteKnown(runId: string): void {
        this.everHeld.add(runId);
    }

    /** Whether the resource keeps a run, after a diff or from a create. False if the resource is destroyed. */
    isHolder(urn: string): boolean {
        return this.heldByUrn.has(urn);
    }

    /** Another resource that owns the run, if any. */
    otherHolder(urn: string, runId: string): string | undefined {
        return this.holders(runId).find((other) => other !== urn);
    }

    /**
     * Whether a run is kept although a resource that owned it is deleted: another resource adopted it, or the same one
     * did during its replacement.
     */
    staysOnDelete(urn: string, runId: string): boolean {
        return this.holders(runId).some((holder) => holder !== urn || this.heldByUrn.get(holder)?.how === "adopted");
    }

    private holders(runId: string): string[] {
        return [...(this.holdersByRun.get(runId) ?? [])];
    }

    /** Records that a create failed although its run exists. If the engine repeats it, it continues with that run. */
    failed(urn: string, record: StartRecord): void {
        this.failedByUrn.set(urn, record);
    }

    lastFailure(urn: string): StartRecord | undefined {
        return this.failedByUrn.get(urn);
    }

    /** Records a start with unknown outcome. If the engine repeats the create, its run is searched for again. */
    leftOpen(urn: string, record: StartRecord | undefined): void {
        if (record === undefined) this.openByUrn.delete(urn);
        else this.openByUrn.set(urn, record);
    }

    lastOpen(urn: string): StartRecord | undefined {
        return this.openByUrn.get(urn);
    }

    /** Records that a run of the resource is deleted. Earlier starts were resolved when it was created. */
    deleted(urn: string, stamp: string): void {
        this.deletedByUrn.set(urn, [...this.deletedStamps(urn), stamp]);
    }

    deletedStamps(urn: string): readonly string[] {
        return this.deletedByUrn.get(urn) ?? [];
    }
}
