import { type FinishedStatus, isFinished, RUN_STATUS, type RunStatus } from "../../contract/runStatus";
import { GONE_LIMIT_MS } from "../wait/decideWait";

export interface OrphanedRun {
    /** Whether the resource requests this run. */
    readonly sameRun: boolean;
    readonly status: RunStatus | "gone";
    /** Time since its start, in milliseconds. */
    readonly ageMs: number;
    readonly rerunOn: readonly FinishedStatus[];
    /** Whether the resource asks to stop a run that it no longer wants. */
    readonly stopOnDelete: boolean;
    /** Whether the whole stack was updated or destroyed since the start, without this resource in its state. */
    readonly wasPassedOver: boolean;
}

export type OrphanDecision =
    /** Make it the resource's run. */
    | { readonly kind: "adopt"; readonly reason: string }
    /** Stop it, then start another run. */
    | { readonly kind: "stop"; readonly reason: string }
    /** Leave it alone and start another run. */
    | { readonly kind: "leave"; readonly reason: string }
    /** Not certain yet. */
    | { readonly kind: "tooEarly"; readonly reason: string };

/** Decides what to do with a run that an interrupted update has started and that is in no state. Pure. */
export function decideOrphan({
    sameRun,
    status,
    ageMs,
    rerunOn,
    stopOnDelete,
    wasPassedOver,
}: OrphanedRun): OrphanDecision {
    if (status === "gone") {
        return ageMs < GONE_LIMIT_MS
            ? { kind: "tooEarly", reason: "CCM does not show it yet" }
            : { kind: "leave", reason: "CCM does not know it any more" };
    }
    // Stopped by someone, so the resource does not adopt it. The next run does not start before it has ended.
    if (RUN_STATUS[status].wasStopped) {
        return isFinished(status)
            ? { kind: "leave", reason: "it was stopped" }
            : { kind: "stop", reason: "it is being stopped" };
    }
    if (isFinished(status)) {
        if (!sameRun) return { kind: "leave", reason: `it has ended: ${status}` };
        // As without the interruption: a run that ended in such a status is replaced.
        if (rerunOn.includes(status)) return { kind: "leave", reason: `it has ended: ${status} (rerunOn)` };
        if (wasPassedOver) return { kind: "leave", reason: "it has ended, and the stack was updated without it since" };
        return { kind: "adopt", reason: "it is the requested run" };
    }
    if (sameRun) return { kind: "adopt", reason: "it is the requested run" };
    return stopOnDelete
        ? { kind: "stop", reason: "another run is requested now" }
        : { kind: "leave", reason: "another run is requested now (stopOnDelete: false)" };
}
