import { SETTLING_MS } from "./startTimes";

/** Maximum wait for another process's pending start, in milliseconds, before the user must decide. */
const OTHERS_LIMIT_MS = 50_000;

export interface LostStart {
    /** Runs without an owner that may be the requested one, oldest first. */
    readonly matches: readonly string[];
    /** Runs for which not even that is certain. */
    readonly ambiguous: readonly string[];
    /** Whether another resource of this process awaits the response to an indistinguishable start. */
    readonly siblingsUnderWay: boolean;
    /** Number of other resources of this process that lost the response to a start of the same run. */
    readonly alikeSiblings: number;
    /** Number of those that lost the response to a start that is only indistinguishable to CCM. */
    readonly otherSiblings: number;
    /** Whether another process awaits the response to an indistinguishable start. */
    readonly othersUnderWay: boolean;
    /** Number of open, indistinguishable starts of other processes. */
    readonly others: number;
    /** Time since the response was lost, in milliseconds. */
    readonly quietMs: number;
    /** How long after that CCM may still act, in milliseconds. */
    readonly mayActForMs: number;
}

export type LostStartDecision =
    | { readonly kind: "wait"; readonly reason: string }
    /** Adopt any of these that is still unclaimed. */
    | { readonly kind: "adopt"; readonly runIds: readonly string[]; readonly reason: string }
    | { readonly kind: "startAgain"; readonly reason: string }
    | { readonly kind: "refuse"; readonly runIds: readonly string[]; readonly reason: string };

/** Decides what to do about a start with a lost response, based on CCM's list of runs. Pure. */
export function decideLostStart(lost: LostStart): LostStartDecision {
    const { matches, ambiguous, quietMs } = lost;
    if (quietMs < SETTLING_MS) return { kind: "wait", reason: "CCM's list may lag behind" };
    if (matches.length > 0 && lost.others > 0) {
        // Runs that appear later would be indistinguishable as well.
        return lost.othersUnderWay && quietMs < OTHERS_LIMIT_MS
            ? { kind: "wait", reason: "another update is starting a run of the same graph, version and cluster" }
            : {
                  kind: "refuse",
                  runIds: matches,
                  reason: "another update started a run of the same graph, version and cluster at that time",
              };
    }
    // This start's run may appear in the list only later; a run listed before may be someone else's.
    if (quietMs < lost.mayActForMs + SETTLING_MS)
        return { kind: "wait", reason: "CCM may still be processing the request" };
    if (matches.length > 0) {
        if (lost.siblingsUnderWay)
            return {
                kind: "wait",
                reason: "another start of the same graph, version and cluster is still in progress",
            };
        if (lost.otherSiblings > 0) {
            return {
                kind: "refuse",
                runIds: matches,
                reason: "another start of the same graph, version and cluster got no response either",
            };
        }
        if (matches.length > 1 + lost.alikeSiblings) {
            return {
                kind: "refuse",
                runIds: matches,
                reason: "another user or process started a run of the same graph, version and cluster at that time",
            };
        }
        return { kind: "adopt", runIds: matches, reason: "it was started then, and no other resource has it" };
    }
    if (ambiguous.length > 0) {
        return {
            kind: "refuse",
            runIds: ambiguous,
            reason: "CCM's data does not show whether this start created one of them",
        };
    }
    return { kind: "startAgain", reason: "CCM has not started it" };
}
