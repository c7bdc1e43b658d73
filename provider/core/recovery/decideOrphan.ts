import { type FinishedStatus, isFinished, RUN_STATUS, type RunStatus } from "../../contract/runStatus";
import { GONE_LIMIT_MS } from "../wait/decideWait";

export interface OrphanedRun {
    /** Whether the resource asks for this very run. */
    readonly sameRun: boolean;
    readonly status: RunStatus | "gone";
    /** Since it was started, in milliseconds. */
    readonly ageMs: number;
    readonly rerunOn: readonly FinishedStatus[];
    /** What the resource said about a run that it does not want any more. */
    readonly stopOnDelete: boolean;
    /** Whether the stack was updated as a whole, or destroyed, since it was started, without this resource in its state. */
    readonly wasPassedOver: boolean;
}

export type OrphanDecision =
    /** It is the resource's run. */
    | { readonly kind: "adopt"; readonly reason: string }
    /** It is to be stopped, and then another one to be started. */
    | { readonly kind: "stop"; readonly reason: string }
    /** Nothing is to be done about it, and another one to be started. */
    | { readonly kind: "leave"; readonly reason: string }
    /** Nobody can tell yet. */
    | { readonly kind: "tooEarly"; readonly reason: string };

/** What to do with a run that an interrupted update has started and that is in no state. Pure. */
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
    // Somebody has stopped it, so it is not what the resource is to have. The next one does not start beside it.
    if (RUN_STATUS[status].wasStopped) {
        return isFinished(status)
            ? { kind: "leave", reason: "it was stopped" }
            : { kind: "stop", reason: "it is being stopped" };
    }
    if (isFinished(status)) {
        if (!sameRun) return { kind: "leave", reason: `it has ended: ${status}` };
        // The same as if the update had not been interrupted: a run that ended so is replaced.
        if (rerunOn.includes(status)) return { kind: "leave", reason: `it has ended: ${status} (rerunOn)` };
        if (wasPassedOver) return { kind: "leave", reason: "it has ended, and the stack was updated without it since" };
        return { kind: "adopt", reason: "it is the run that is asked for" };
    }
    if (sameRun) return { kind: "adopt", reason: "it is the run that is asked for" };
    return stopOnDelete
        ? { kind: "stop", reason: "another run is asked for now" }
        : { kind: "leave", reason: "another run is asked for now (stopOnDelete: false)" };
}
