import { CcmBodyError, CcmConnectionError, CcmRedirectError, type Run, CcmStatusError, collect } from "../../ccm";
import { formatDuration, messageOf } from "../text";
import { pollInterval } from "../wait/pollInterval";
import { possibleRuns, type CompetingStartUnderWay, competingStartsOf } from "./candidateRuns";
import { decideLostStart, type LostStartDecision, SETTLING_MS } from "./decideLostStart";
import type { RunContext } from "./runContext";
import type { PendingStart } from "./runOwnership";
import type { StartRecord } from "./startRecord";
import { UNANSWERED_MS, windowOf } from "./startWindow";

export interface LostAnswer {
    /** Since the request may last have been under way, in milliseconds. */
    readonly quietMs: () => number;
    /** Whether nothing was heard of it at all. */
    readonly unanswered: boolean;
    /** Whether the answer was that of a web site. */
    readonly html: boolean;
}

export type FoundStart =
    | { readonly kind: "found"; readonly run: Run }
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
export async function findLostStart(
    context: RunContext,
    pending: PendingStart,
    answer: LostAnswer,
): Promise<FoundStart> {
    const { api, clock, report, ownership, urn } = context;
    const begin = clock.now();
    // A run whose fate is unknown is worse than a long wait, so no time limit of the resource counts here.
    const until = begin + 4 * UNANSWERED_MS;
    let problem = "";
    let hasSeenCcm = false;
    for (;;) {
        const waitedMs = clock.now() - begin;
        report.progress(`the answer to the start is lost; looking for the run, ${formatDuration(waitedMs)}`);
        let runs: readonly Run[] = [];
        let decision: LostStartDecision;
        try {
            // Before the list is read: it is no newer than that.
            const quietMs = answer.quietMs();
            runs = await collect(api.listRuns({ deadline: until }));
            decision = await decide(context, pending, quietMs, answer.unanswered, runs);
            problem = decision.reason;
            hasSeenCcm = true;
        } catch (error) {
            // Out of time, the cause is what went wrong before.
            if (problem === "" || clock.now() < until) problem = messageOf(error);
            hasSeenCcm ||= !isNoCcm(error);
            if (answer.html && !hasSeenCcm && answer.quietMs() >= SETTLING_MS) throw new NoService(problem);
            decision = { kind: "wait", reason: problem };
        }
        const adopted = decision.kind === "adopt" ? decision.runId : undefined;
        const run = runs.find(({ runId }) => runId === adopted);
        if (run !== undefined && ownership.claim(urn, run.runId)) return { kind: "found", run };
        if (decision.kind === "startAgain") return { kind: "none", reason: decision.reason };
        if (decision.kind === "refuse")
            throw new UnclearStart(describeUnclear(context, pending.record, decision, runs));
        if (clock.now() >= until) throw new Error(problem);
        await clock.sleep(pollInterval(waitedMs, context.random));
    }
}

async function decide(
    context: RunContext,
    pending: PendingStart,
    quietMs: number,
    unanswered: boolean,
    runs: readonly Run[],
): Promise<LostStartDecision> {
    const { ownership } = context;
    const others = await context.journal.others();
    const recorded = new Set(others.flatMap(({ record }) => (record.stage === "started" ? [record.runId] : [])));
    const isTaken = (runId: string) => recorded.has(runId) || ownership.isKnown(runId);
    const own = possibleRuns(runs, pending.record.wanted, windowOf(context, pending), isTaken);
    const competing = competingStartsOf(
        context,
        pending,
        others,
        (wanted, window) => possibleRuns(runs, wanted, window, isTaken).matches,
    );
    const isOneOfOurs = ({ matches }: CompetingStartUnderWay) => matches.some((runId) => own.matches.includes(runId));
    return decideLostStart({
        ...own,
        competing: competing.filter(({ underWay }) => !underWay),
        othersUnderWay: competing.some((other) => other.underWay && isOneOfOurs(other)),
        quietMs,
        unanswered,
    });
}

/** Whether the answer was that of a web site: a page, or the way to one. */
export function isNoCcm(error: unknown): boolean {
    if (error instanceof CcmBodyError) return error.html;
    return error instanceof CcmRedirectError || (error instanceof CcmStatusError && error.status < 400);
}

/** Whether the service may still be at a start that ended in this error. */
export function isUnanswered(error: unknown): boolean {
    if (error instanceof CcmConnectionError) return error.code === "TIMEOUT";
    return error instanceof CcmStatusError && (error.status === 504 || error.status === 408);
}

/** The runs that a lost start may have led to are not to be told apart: a person has to. */
export class UnclearStart extends Error {}

/** Names the runs, and the line to write about the right one. */
function describeUnclear(
    { journal, urn }: RunContext,
    record: StartRecord,
    { runIds, reason }: Extract<LostStartDecision, { kind: "refuse" }>,
    runs: readonly Run[],
): string {
    const named = runs
        .filter(({ runId }) => runIds.includes(runId))
        .map(({ runId, status, createdAtMs }) => {
            const at = createdAtMs;
            return `${runId} (${status}${at === undefined ? "" : `, created ${new Date(at).toISOString()}`})`;
        });
    const name = urn.split("::").at(-1) ?? "the run";
    const none = journal.isPersistent
        ? `delete the file ${journal.location} and run \`pulumi up\` again`
        : "run `pulumi up` again";
    return (
        `the answer to the start of ${new Date(record.sentAt.wall).toISOString()} is lost, and it is not clear which run it ` +
        `led to: ${named.join(", ")}; ${reason}. Nothing more was started. Look at them in CCM, then write ` +
        `\`adoptRunId: "${runIds[0] ?? ""}"\`, with the right id, into the arguments of ${name} to take it over. If it is none ` +
        `of them, ${none}.`
    );
}
