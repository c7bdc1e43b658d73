import { SETTLING_MS } from "./startTimes";

/** A start of somebody else that is still under way is waited for so long, in milliseconds, and then a person is asked. */
const OTHERS_LIMIT_MS = 50_000;

export interface LostStart {
    /** Runs that may be the one that was asked for, and that nobody has: oldest first. */
    readonly matches: readonly string[];
    /** Runs of which not even that is sure. */
    readonly ambiguous: readonly string[];
    /** Whether another resource of this process waits for the answer to a start that looks the same to CCM. */
    readonly siblingsUnderWay: boolean;
    /** Resources of this process that have lost the answer to a start of the very same run. */
    readonly alikeSiblings: number;
    /** Those that have lost the answer to one that only looks the same to CCM. */
    readonly otherSiblings: number;
    /** Whether another process waits for the answer to a start that looks the same. */
    readonly othersUnderWay: boolean;
    /** Starts of other processes that look the same and are open. */
    readonly others: number;
    /** Since the answer was lost, in milliseconds. */
    readonly quietMs: number;
    /** For how long after that CCM may still act, in milliseconds. */
    readonly mayActForMs: number;
}

export type LostStartDecision =
    | { readonly kind: "wait"; readonly reason: string }
    /** Any of these that is still free. */
    | { readonly kind: "adopt"; readonly runIds: readonly string[]; readonly reason: string }
    | { readonly kind: "startAgain"; readonly reason: string }
    | { readonly kind: "refuse"; readonly runIds: readonly string[]; readonly reason: string };

/** What to do about a start whose answer is lost, by what the service's list of runs shows. Pure. */
export function decideLostStart(lost: LostStart): LostStartDecision {
    const { matches, ambiguous, quietMs } = lost;
    if (quietMs < SETTLING_MS) return { kind: "wait", reason: "CCM's list may lag behind" };
    if (matches.length > 0 && lost.others > 0) {
        // Whatever turns up yet, nobody can tell them apart.
        return lost.othersUnderWay && quietMs < OTHERS_LIMIT_MS
            ? { kind: "wait", reason: "another update starts the same" }
            : { kind: "refuse", runIds: matches, reason: "another update has started the same at that time" };
    }
    // What CCM does at last is in its list only later; a run that is there before may be somebody else's.
    if (quietMs < lost.mayActForMs + SETTLING_MS) return { kind: "wait", reason: "CCM may still be at it" };
    if (matches.length > 0) {
        if (lost.siblingsUnderWay) return { kind: "wait", reason: "a start of the same kind is still under way" };
        if (lost.otherSiblings > 0) {
            return {
                kind: "refuse",
                runIds: matches,
                reason: "another start that looks the same to CCM was lost as well",
            };
        }
        if (matches.length > 1 + lost.alikeSiblings) {
            return { kind: "refuse", runIds: matches, reason: "someone else started the same at that time" };
        }
        return { kind: "adopt", runIds: matches, reason: "it was started then, and no other resource has it" };
    }
    if (ambiguous.length > 0) {
        return { kind: "refuse", runIds: ambiguous, reason: "CCM's data does not show whether one of them is it" };
    }
    return { kind: "startAgain", reason: "CCM has not started it" };
}
