import type { Assignment } from "./assignRuns";
import type { OpenStart } from "./openStarts";
import type { RequestedStart, StartRecord } from "./startRecord";

/** A start of this process whose answer has not come, or has been lost. */
export interface PendingStart {
    readonly record: RequestedStart;
    /** By the clock: when it was first sent. */
    readonly sentAt: number;
    /** By the clock: when its answer was lost; `undefined` while it may still come. */
    readonly lostAt: number | undefined;
}

/** `started` by a create in this process; `adopted` by one; found in `state`. */
type HowHeld = "started" | "adopted" | "state";

interface Held {
    readonly runId: string;
    readonly how: HowHeld;
}

/**
 * What the resources of this process have to know of each other so that no two of them take the same run, and none
 * stops a run that another one has. Everything here is synchronous: between a look and a claim nothing else runs.
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
     * What CCM's time of day is more than this process's clock that only goes forward, in milliseconds, by a run that CCM has just
     * created for it.
     */
    ccmOffsetMs: number | undefined;
    /** What earlier updates of the stack have left open, by state and journal, once it is asked for. */
    openStarts: Promise<readonly OpenStart[]> | undefined;
    /** Which runs these have led to, once somebody looks for them. */
    assignments: Promise<ReadonlyMap<string, Assignment>> | undefined;

    pending(urn: string, start: PendingStart): void {
        this.pendingByUrn.set(urn, start);
    }

    /** Its outcome is known, or nobody looks for it any more. */
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

    /** The run that the state holds for a resource, as far as this process has seen it. */
    inState(urn: string): string | undefined {
        const held = this.heldByUrn.get(urn);
        return held?.how === "state" ? held.runId : undefined;
    }

    /** Whether any resource of this process has or had the run: then it is not the outcome of a start that was lost. */
    isKnown(runId: string): boolean {
        return this.everHeld.has(runId);
    }

    /** Takes a run as the outcome of a start that was lost. False when another one was quicker. */
    claim(urn: string, runId: string): boolean {
        if (this.everHeld.has(runId)) return false;
        this.everHeld.add(runId);
        // From now on it is nobody's rival.
        this.pendingByUrn.delete(urn);
        return true;
    }

    /** Takes note of a run that an earlier create has started, whatever becomes of it. */
    noteKnown(runId: string): void {
        this.everHeld.add(runId);
    }

    /** Whether the resource has a run that it keeps: one that a diff has left to it, or a create has made. Of what is destroyed, none. */
    isHolder(urn: string): boolean {
        return this.heldByUrn.has(urn);
    }

    /** Another resource that has the run, if there is one. */
    otherHolder(urn: string, runId: string): string | undefined {
        return this.holders(runId).find((other) => other !== urn);
    }

    /**
     * Whether a run stays although a resource that had it is deleted: another resource has taken it over, or the same
     * one has, in the course of its replacement.
     */
    staysOnDelete(urn: string, runId: string): boolean {
        return this.holders(runId).some((holder) => holder !== urn || this.heldByUrn.get(holder)?.how === "adopted");
    }

    private holders(runId: string): string[] {
        return [...(this.holdersByRun.get(runId) ?? [])];
    }

    /** A create has failed with a run that is there. Should the engine ask for it once more, it is gone on with. */
    failed(urn: string, record: StartRecord): void {
        this.failedByUrn.set(urn, record);
    }

    lastFailure(urn: string): StartRecord | undefined {
        return this.failedByUrn.get(urn);
    }

    /** A create has given up on a start whose outcome is not known. Should the engine ask for it once more, it is looked for again. */
    leftOpen(urn: string, record: StartRecord | undefined): void {
        if (record === undefined) this.openByUrn.delete(urn);
        else this.openByUrn.set(urn, record);
    }

    lastOpen(urn: string): StartRecord | undefined {
        return this.openByUrn.get(urn);
    }

    /** A run of the resource is deleted. What was begun before it was dealt with when it was created. */
    deleted(urn: string, stamp: string): void {
        this.deletedByUrn.set(urn, [...this.deletedStamps(urn), stamp]);
    }

    deletedStamps(urn: string): readonly string[] {
        return this.deletedByUrn.get(urn) ?? [];
    }
}
