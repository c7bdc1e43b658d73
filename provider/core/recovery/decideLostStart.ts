import { UNANSWERED_MS } from "./startWindow";

/** The service's tables may lag behind by this long. */
export const SETTLING_MS = 20_000;

/** Another start that has lost its answer too. */
export interface CompetingStart {
    /** Whether it asks for the very same run, so that it does not matter which of the two gets which. */
    readonly sameRun: boolean;
    /** Whether it picks before us. One that nobody is at now comes after us. */
    readonly goesFirst: boolean;
    /** The runs that may be its own, oldest first. */
    readonly matches: readonly string[];
}

export interface LostStart {
    /** Runs that may be the one that was asked for, and that nobody has: oldest first. */
    readonly matches: readonly string[];
    /** Runs of which not even that is sure. */
    readonly ambiguous: readonly string[];
    /** In the order in which they pick. */
    readonly competing: readonly CompetingStart[];
    /** Whether a start that the runs may belong to still waits for its answer. */
    readonly othersUnderWay: boolean;
    /** Since the request may last have been under way, in milliseconds. */
    readonly quietMs: number;
    /** Whether nothing was heard of it at all, so that the service may still be at it. */
    readonly unanswered: boolean;
}

export type LostStartDecision =
    | { readonly kind: "wait"; readonly reason: string }
    | { readonly kind: "adopt"; readonly runId: string; readonly reason: string }
    | { readonly kind: "startAgain"; readonly reason: string }
    | { readonly kind: "refuse"; readonly runIds: readonly string[]; readonly reason: string };

/** What to do about a start whose answer is lost, by what the service's list of runs shows. Pure. */
export function decideLostStart(lost: LostStart): LostStartDecision {
    const { matches, ambiguous } = lost;
    const competing = lost.competing.filter((other) => other.matches.some((runId) => matches.includes(runId)));
    if (lost.othersUnderWay) return { kind: "wait", reason: "a start of the same kind is still under way" };
    if (lost.quietMs < SETTLING_MS) return { kind: "wait", reason: "the service's list may lag behind" };
    if (competing.some(({ sameRun }) => !sameRun)) {
        return { kind: "refuse", runIds: matches, reason: "another start that looks the same to CCM was lost as well" };
    }
    if (matches.length > 1 + competing.length) {
        return { kind: "refuse", runIds: matches, reason: "somebody else has started the same at that time" };
    }
    const own = firstOf(matches, picksOf(lost.competing));
    if (own !== undefined) return { kind: "adopt", runId: own, reason: "it was started then, and nobody else has it" };
    if (ambiguous.length > 0) {
        return { kind: "refuse", runIds: ambiguous, reason: "what CCM tells of them leaves it open" };
    }
    if (lost.unanswered && lost.quietMs < UNANSWERED_MS) {
        return { kind: "wait", reason: "the service may still be at it" };
    }
    return { kind: "startAgain", reason: "the service has not started it" };
}

/** Each takes the oldest run that may be its own. All that are at it come to the same result, each for itself. */
function picksOf(competing: readonly CompetingStart[]): ReadonlySet<string> {
    const picks = new Set<string>();
    for (const other of competing.filter(({ goesFirst }) => goesFirst)) {
        const pick = firstOf(other.matches, picks);
        if (pick !== undefined) picks.add(pick);
    }
    return picks;
}

function firstOf(runIds: readonly string[], taken: ReadonlySet<string>): string | undefined {
    return runIds.find((runId) => !taken.has(runId));
}
