import type { RequestedStart, StartRecord } from "./startRecord";

/** A start of this process whose answer has not come, or has been lost. */
export interface PendingStart {
    readonly record: RequestedStart;
    /** By the clock: when it was first sent; `undefined` when another process has sent it. */
    readonly sentAt: number | undefined;
    /** By the clock: when its answer was lost; `undefined` while it may still come. */
    readonly lostAt: number | undefined;
}

/** `started` by a create in this process; `adopted` by one; found in `state`. */
type HowHeld = "started" | "adopted" | "state";

interface Held {
    readonly runId: string;
    readonly how: HowHeld;
    /** The URN that the resource had before it was renamed. */
    readonly formerUrn: string | undefined;
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

    otherPending(urn: string): readonly (readonly [urn: string, start: PendingStart])[] {
        return [...this.pendingByUrn].filter(([other]) => other !== urn);
    }

    hold(urn: string, runId: string, how: HowHeld, formerUrn?: string): void {
        const before = this.heldByUrn.get(urn);
        if (before !== undefined) this.holdersByRun.get(before.runId)?.delete(urn);
        this.heldByUrn.set(urn, { runId, how, formerUrn });
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

    /** Whether the program at hand declares the resource, as far as this process has seen. */
    isDeclared(urn: string): boolean {
        return this.heldByUrn.has(urn);
    }

    isHeldByOther(urn: string, runId: string): boolean {
        return this.holders(runId).some((other) => other !== urn);
    }

    /**
     * Whether a run stays although a resource that had it is deleted: another resource has taken it over, or the same
     * one has, in the course of its replacement.
     */
    staysOnDelete(urn: string, runId: string): boolean {
        return this.holders(runId).some((holder) => {
            const held = this.heldByUrn.get(holder);
            const isItself = holder === urn || held?.formerUrn === urn;
            return !isItself || held?.how === "adopted";
        });
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
}
