import type { CcmRun } from "../../ccm";
import type { Context } from "./runContext";
import { decideLostStart, SETTLING_MS, UNANSWERED_MS, type LostStartDecision } from "./decideLostStart";
import { formatDuration } from "../text";
import { isNoCcm } from "./lostAnswer";
import { possibleRuns } from "./candidateRuns";
import { messageOf } from "../messageOf";
import { collect } from "../../ccm/collect";
import { pollDelay } from "../wait/pollInterval";
import { rivalsOf, type Rival } from "./rivalStarts";
import type { PendingStart } from "./runOwnership";
import { windowOf } from "./startWindow";
import { describeUnclear, UnclearStart } from "./unclearStart";

export interface LostAnswer {
    /** Since the request may last have been under way, in milliseconds. */
    readonly quietMs: () => number;
    /** Whether nothing was heard of it at all. */
    readonly unanswered: boolean;
    /** Whether the answer was that of a web site. */
    readonly html: boolean;
}

export type FoundStart =
    | { readonly kind: "found"; readonly run: CcmRun }
    | { readonly kind: "none"; readonly reason: string };

/** Nothing but web pages at that address, for as long as a list takes to settle: there is no CCM to have started it. */
export class NoService extends Error {}

/**
 * Looks in the service's list for the run that a start with a lost answer may have led to, until it is clear which one
 * that is or that there is none.
 *
 * @throws UnclearStart when there are several
 * @throws NoService when there is no CCM at that address
 * @throws Error when the service cannot be asked for too long; nobody knows then
 */
export async function findLostStart(context: Context, pending: PendingStart, answer: LostAnswer): Promise<FoundStart> {
    const { api, clock, report, starts, urn } = context;
    const begin = clock.now();
    // A run whose fate is unknown is worse than a long wait, so no time limit of the resource counts here.
    const until = begin + 4 * UNANSWERED_MS;
    let trouble = "";
    let sawCcm = false;
    for (;;) {
        const waitedMs = clock.now() - begin;
        report.progress(`the answer to the start is lost; looking for the run, ${formatDuration(waitedMs)}`);
        let runs: readonly CcmRun[] = [];
        let decision: LostStartDecision;
        try {
            // Before the list is read: it is no newer than that.
            const quietMs = answer.quietMs();
            runs = await collect(api.listRuns({ deadline: until }));
            decision = await decide(context, pending, quietMs, answer.unanswered, runs);
            trouble = decision.reason;
            sawCcm = true;
        } catch (error) {
            // Out of time, the cause is what went wrong before.
            if (trouble === "" || clock.now() < until) trouble = messageOf(error);
            sawCcm ||= !isNoCcm(error);
            if (answer.html && !sawCcm && answer.quietMs() >= SETTLING_MS) throw new NoService(trouble);
            decision = { kind: "wait", reason: trouble };
        }
        const adopted = decision.kind === "adopt" ? decision.runId : undefined;
        const run = runs.find(({ run_id }) => run_id === adopted);
        if (run !== undefined && starts.claim(urn, run.run_id)) return { kind: "found", run };
        if (decision.kind === "startAgain") return { kind: "none", reason: decision.reason };
        if (decision.kind === "refuse")
            throw new UnclearStart(describeUnclear(context, pending.record, decision, runs));
        if (clock.now() >= until) throw new Error(trouble);
        await clock.sleep(pollDelay(waitedMs, context.random));
    }
}

async function decide(
    context: Context,
    pending: PendingStart,
    quietMs: number,
    unanswered: boolean,
    runs: readonly CcmRun[],
): Promise<LostStartDecision> {
    const { starts } = context;
    const others = await context.journal.others();
    const recorded = new Set(others.flatMap(({ record }) => (record.stage === "started" ? [record.runId] : [])));
    const isTaken = (runId: string) => recorded.has(runId) || starts.isKnown(runId);
    const own = possibleRuns(runs, pending.record.wanted, windowOf(context, pending), isTaken);
    const rivals = rivalsOf(
        context,
        pending,
        others,
        (wanted, window) => possibleRuns(runs, wanted, window, isTaken).matches,
    );
    const isOneOfOurs = ({ matches }: Rival) => matches.some((runId) => own.matches.includes(runId));
    return decideLostStart({
        ...own,
        rivals: rivals.filter(({ underWay }) => !underWay),
        othersUnderWay: rivals.some((rival) => rival.underWay && isOneOfOurs(rival)),
        quietMs,
        unanswered,
    });
}
