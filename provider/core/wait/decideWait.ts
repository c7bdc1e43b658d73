import { isFinished, isRunStatus, RUN_STATUS, type RunStatus } from "../../contract/runStatus";
import { formatDuration } from "../text";

/** CCM may have no status of a run for a while. After this the wait ends, not the run. Milliseconds. */
export const UNKNOWN_LIMIT_MS = 10 * 60_000;
/** A credential that is refused for this long, in milliseconds, is considered invalid. */
export const REFUSED_LIMIT_MS = 2 * 60_000;
/** CCM's list may lag. A run that it does not have for this long, in milliseconds, is gone. */
export const GONE_LIMIT_MS = 60_000;

/** The goal of a wait; `FINISHED` is any final status. */
export type Goal = "NONE" | "RUNNING" | "SUCCEEDED" | "FINISHED";

/** A time limit and the name of its input. */
export interface Limit {
    readonly name: string;
    readonly ms: number;
}

export interface WaitState {
    readonly waitFor: Goal;
    /** The result of the last poll, or why there is none. */
    readonly seen: RunStatus | "gone" | "REFUSED" | "THROTTLED" | "QUEUED" | "UNREACHABLE";
    /** How long this has been so without interruption, in milliseconds. */
    readonly seenForMs: number;
    /** The last status that the service reported. */
    readonly lastStatus: RunStatus;
    /** Whether the run has been past PENDING. A later UNKNOWN does not undo this. */
    readonly started: boolean;
    /** Since the operation began, in milliseconds. */
    readonly waitedMs: number;
    /** Limit until the run has started. */
    readonly startLimit: Limit;
    /** Limit until the run has ended. */
    readonly finishLimit: Limit;
}

export type WaitDecision =
    | { readonly kind: "wait"; /** Time left until the nearest limit. */ readonly msLeft: number }
    | { readonly kind: "done" }
    | { readonly kind: "failed"; readonly what: string; readonly stillActive: boolean };

/** Whether a wait is over, and why. Pure. */
export function decideWait(state: WaitState): WaitDecision {
    const { waitFor, seen, lastStatus, waitedMs } = state;
    if (waitFor === "NONE" || seen === waitFor) return { kind: "done" };
    if (isRunStatus(seen) && isFinished(seen)) {
        const { hasSucceeded, verb } = RUN_STATUS[seen];
        if (hasSucceeded || waitFor === "FINISHED") return { kind: "done" };
        return {
            kind: "failed",
            what: `${verb} before it was ${waitFor}, after ${formatDuration(waitedMs)}`,
            stillActive: false,
        };
    }
    const bound = boundOf(seen);
    if (bound !== undefined && state.seenForMs >= bound.limitMs) {
        return { kind: "failed", what: `${bound.what} for ${formatDuration(state.seenForMs)}`, stillActive: true };
    }
    const limit = limitOf(state);
    if (waitedMs >= limit.ms) {
        const trouble = READ_PROBLEM[seen];
        const what = trouble === undefined ? `is still ${lastStatus}` : `was last seen ${lastStatus}, and ${trouble},`;
        return {
            kind: "failed",
            what: `${what} after ${formatDuration(waitedMs)} (${limit.name})`,
            stillActive: true,
        };
    }
    const msLeft = Math.min(limit.ms - waitedMs, bound === undefined ? Infinity : bound.limitMs - state.seenForMs);
    return { kind: "wait", msLeft };
}

const READ_PROBLEM: Partial<Record<WaitState["seen"], string>> = {
    THROTTLED: "CCM answers 429 (too many requests)",
    QUEUED: "requests for its status were queued too long (maxRequestsPerSecond)",
    UNREACHABLE: "CCM does not answer",
};

/** Until a run has started, both limits apply; afterwards only that of its end. */
function limitOf({ waitFor, started, startLimit, finishLimit }: WaitState): Limit {
    if (waitFor === "RUNNING") return startLimit;
    return started || finishLimit.ms < startLimit.ms ? finishLimit : startLimit;
}

function boundOf(seen: WaitState["seen"]): { limitMs: number; what: string } | undefined {
    switch (seen) {
        case "UNKNOWN":
            return { limitMs: UNKNOWN_LIMIT_MS, what: "has been UNKNOWN to CCM" };
        case "REFUSED":
            return { limitMs: REFUSED_LIMIT_MS, what: "could not be read: CCM has refused the credential" };
        case "gone":
            return { limitMs: GONE_LIMIT_MS, what: "has not been in CCM's lists" };
        default:
            return undefined;
    }
}
