import type { Run } from "../../ccm";
import { hasFailed, RUN_STATUS, type RunStatus } from "../../contract/runStatus";

/** So often a list that lags is looked at all the same, in milliseconds: it may have caught up. */
const CHECK_AGAIN_MS = 60_000;
/** While runs are asked for one by one, so large a part of the requests goes to the list: it may show their end meanwhile. */
const CHECK_AGAIN_SHARE = 0.1;

export interface PollState {
    /** Runs whose next look is due now or soon. */
    readonly due: number;
    /** Those of them for which the list is fresh enough, by what is known of its lag. */
    readonly dueInList: number;
    /** Requests that the last look at the list took. */
    readonly pages: number;
    /** Since the list was looked at, in milliseconds; `Infinity` before the first time. */
    readonly sinceListMs: number;
    /** Runs that were asked for by themselves since then. */
    readonly askedSinceList: number;
    /** Whether the list could not be read, or did not help, a moment ago. */
    readonly isListBackedOff: boolean;
}

export interface PollDecision {
    readonly by: "list" | "status";
    readonly reason: string;
}

/** A run that is due within so much of its pause is looked at with those that are due now. */
const SOON = 0.5;

export function isDueSoon(
    { dueAt, pauseMs }: { readonly dueAt: number; readonly pauseMs: number },
    now: number,
): boolean {
    return dueAt - now <= pauseMs * SOON;
}

/** Whether to look at the list, which answers for all runs at once, or to ask for the status of the one. Pure. */
export function decidePoll(state: PollState): PollDecision {
    const { due, dueInList, pages, sinceListMs, askedSinceList, isListBackedOff } = state;
    if (isListBackedOff) return { by: "status", reason: "the list was of no use a moment ago" };
    // With one status beside it, by which its lag is found out.
    const cost = pages + 1;
    if (dueInList > cost) return { by: "list", reason: `${cost} requests serve ${dueInList} runs` };
    if (due > cost && (sinceListMs >= CHECK_AGAIN_MS || cost <= askedSinceList * CHECK_AGAIN_SHARE)) {
        return { by: "list", reason: "it may have caught up" };
    }
    return { by: "status", reason: due > cost ? "the list lags behind" : "the list would cost as much" };
}

/**
 * Of what the list says, what needs no second look. It has no `generic`, so what is answered by it comes without a detail of
 * the orchestrator.
 */
export function isEnough(listed: Run, known: RunStatus): boolean {
    const { status } = listed;
    // The orchestrator may know better than UNKNOWN, and says why a run has failed.
    return status !== "UNKNOWN" && known !== "UNKNOWN" && !hasFailed(status) && !isBehind(status, known);
}

/** Whether a status is from before another one of the same run. UNKNOWN says nothing. */
export function isBehind(status: RunStatus, other: RunStatus): boolean {
    const [a, b] = [RUN_STATUS[status].stage, RUN_STATUS[other].stage];
    return a !== undefined && b !== undefined && a < b;
}
