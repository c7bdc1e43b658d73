import { CcmBodyError, CcmConnectionError, CcmRedirectError, CcmStatusError, type CcmRun } from "../ccm";
import type { Context } from "./context";
import { createdAtMs } from "./createdAt";
import {
    decideLostStart,
    SETTLING_MS,
    UNANSWERED_MS,
    type LostStartDecision,
    type RivalStart,
} from "./decideLostStart";
import { formatDuration } from "./duration";
import { isSameRun, type Fingerprint } from "./fingerprint";
import type { RequestedStart, StartRecord } from "./journal";
import { possibleRuns, type Window } from "./lostStartRuns";
import { messageOf } from "./messageOf";
import { collect } from "./observe";
import { pollDelay } from "./pollDelay";
import { elapsedSince } from "./sentTime";
import type { PendingStart } from "./starts";

/** A start that is refused for its rate is tried for so long at most; a run that is younger than that is not its own. */
export const SENDING_MS = 15 * 60_000;

export interface LostAnswer {
    /** Since the request may last have been under way, in milliseconds. */
    readonly quietMs: () => number;
    /** Whether nothing was heard of it at all. */
    readonly unanswered: boolean;
    /** Whether the answer was that of a web site. */
    readonly html: boolean;
}

export type FoundStart =
    { readonly kind: "found"; readonly run: CcmRun } | { readonly kind: "none"; readonly reason: string };

/** The runs that look like it are not to be told apart: a person has to. */
export class UnclearStart extends Error {}

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
            trouble = messageOf(error);
            sawCcm ||= !isNoCcm(error);
            if (answer.html && !sawCcm && answer.quietMs() >= SETTLING_MS) throw new NoService(trouble);
            decision = { kind: "wait", reason: trouble };
        }
        const adopted = decision.kind === "adopt" ? decision.runId : undefined;
        const run = runs.find(({ run_id }) => run_id === adopted);
        if (run !== undefined && starts.claim(urn, run.run_id)) return { kind: "found", run };
        if (decision.kind === "startAgain") return { kind: "none", reason: decision.reason };
        if (decision.kind === "refuse") throw new UnclearStart(unclear(context, pending.record, decision, runs));
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

type Rival = RivalStart & { readonly underWay: boolean };

/** Other starts without an answer to which a run may belong, in the order in which they pick. */
function rivalsOf(
    context: Context,
    pending: PendingStart,
    others: Awaited<ReturnType<Context["journal"]["others"]>>,
    matchesOf: (wanted: Fingerprint, window: Window) => readonly string[],
): readonly Rival[] {
    const { starts, urn } = context;
    const here = starts.otherPending(urn);
    const urnsHere = new Set(here.map(([other]) => other));
    const order = (from: number | undefined, key: string) => [from ?? 0, key] as const;
    const ownPlace = order(windowOf(context, pending).from, urn);
    const entries = [
        ...here.map(([other, start]) => ({
            key: other,
            record: start.record,
            window: windowOf(context, start),
            underWay: start.lostAt === undefined,
            atIt: true,
        })),
        ...others.flatMap(({ urn: other, record }) => {
            if (record.stage !== "requested" || record.endpoint !== context.api.baseUrl || urnsHere.has(other))
                return [];
            const underWay = isAtIt(record, context);
            return [{ key: other, record, window: windowOfRecord(context, record), underWay, atIt: underWay }];
        }),
    ];
    return entries
        .map(({ key, record, window, underWay, atIt }) => {
            const place = order(window.from, key);
            return {
                matches: matchesOf(record.wanted, window),
                sameRun: isSameRun(record.wanted, pending.record.wanted),
                goesFirst: atIt && (place[0] < ownPlace[0] || (place[0] === ownPlace[0] && key < urn)),
                underWay,
                place,
            };
        })
        .filter(({ matches }) => matches.length > 0)
        .sort((a, b) => a.place[0] - b.place[0] || (a.place[1] < b.place[1] ? -1 : 1));
}

/** Whether another process is still at a start, as far as that can be told. */
export function isAtIt(record: RequestedStart, context: Context): boolean {
    const { machine } = context;
    const { atLeastMs } = elapsedSince(record.resentAt ?? record.sentAt, context);
    const { owner, sentAt } = record;
    if (owner === undefined || atLeastMs > UNANSWERED_MS + SENDING_MS) return false;
    if (owner.host !== machine.host) return atLeastMs < 3 * UNANSWERED_MS;
    // Process ids are given anew when a machine is restarted.
    const wasRestarted = machine.uptime() < sentAt.uptime;
    return owner.pid !== machine.pid && !wasRestarted && machine.isAlive(owner.pid);
}

function windowOf(context: Context, { record, sentAt }: PendingStart): Window {
    if (sentAt === undefined) return windowOfRecord(context, record);
    const { api, clock } = context;
    const serverNow = api.serverTime() ?? clock.wallTime();
    return { from: serverNow - (clock.now() - sentAt), to: Infinity };
}

/** By what the clocks say about the time that has passed; by the service's own clock where that was known. */
function windowOfRecord(context: Context, record: RequestedStart): Window {
    const { api, clock } = context;
    const serverNow = api.serverTime() ?? clock.wallTime();
    const first = elapsedSince(record.sentAt, context);
    const last = record.resentAt ?? record.sentAt;
    return {
        from: record.sentAt.server ?? (first.atMostMs === undefined ? undefined : serverNow - first.atMostMs),
        to: (last.server ?? serverNow - elapsedSince(last, context).atLeastMs) + SENDING_MS,
    };
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

function unclear(
    { journal, urn }: Context,
    record: StartRecord,
    { runIds, reason }: Extract<LostStartDecision, { kind: "refuse" }>,
    runs: readonly CcmRun[],
): string {
    const named = runs
        .filter(({ run_id }) => runIds.includes(run_id))
        .map(({ run_id, run_status, created_at }) => {
            const at = createdAtMs(created_at);
            return `${run_id} (${run_status}${at === undefined ? "" : `, created ${new Date(at).toISOString()}`})`;
        });
    const name = urn.split("::").at(-1) ?? "the run";
    const none = journal.isLasting
        ? `delete the file ${journal.place} and run \`pulumi up\` again`
        : "run `pulumi up` again";
    return (
        `the answer to the start of ${new Date(record.sentAt.wall).toISOString()} is lost, and it is not clear which run it ` +
        `led to: ${named.join(", ")}; ${reason}. Nothing more was started. Look at them in CCM, then write ` +
        `\`adoptRunId: "${runIds[0] ?? ""}"\`, with the right id, into the arguments of ${name} to take it over. If it is none ` +
        `of them, ${none}.`
    );
}
