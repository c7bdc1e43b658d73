import { type AnswerProof, CcmBodyError, CcmRedirectError, type Run, CcmStatusError, collect } from "../../ccm";
import { formatDuration, messageOf, resourceName } from "../text";
import { pollInterval } from "../wait/pollInterval";
import { decideLostStart, type LostStartDecision } from "./decideLostStart";
import type { RunContext } from "./runContext";
import type { PendingStart } from "./runOwnership";
import { isIndistinguishable, isSameRun, type RunSpec } from "./runSpec";
import type { RequestedStart, StartRecord } from "./startRecord";
import { possibleRuns, type SentStart } from "./possibleRuns";
import type { StackState } from "./stackState";
import { elapsedSince, isOwnerAlive, isRequestedElsewhere } from "./startWindow";
import { NAMELESS } from "./assignRuns";
import { ccmClockByState } from "./ccmClock";
import { namedRuns, UnclearStart } from "./unclearStart";
import { LONGEST_SEARCH_MS, longestStart, MARGIN_MS, SETTLING_MS } from "./startTimes";

export type FoundStart =
    | { readonly kind: "found"; readonly run: Run }
    | { readonly kind: "none"; readonly reason: string };

/** The endpoint returned only web pages for as long as a list may lag: there is no CCM that could have started it. */
export class NoService extends Error {}

/**
 * Searches CCM's list for the run of a start of this process with a lost response, until the run is identified or known
 * not to exist.
 *
 * @param lastAt by the clock: when the create times out (`timeouts.start`)
 * @param proof what the response proves
 * @param html whether the response came from a web site
 * @throws UnclearStart if the user must decide
 * @throws NoService if there is no CCM at the endpoint
 * @throws Error if the service is unreachable for too long; the outcome is unknown then
 */
export async function findLostStart(
    context: RunContext,
    state: StackState | undefined,
    pending: PendingStart,
    lastAt: number,
    proof: AnswerProof,
    html: boolean,
): Promise<FoundStart> {
    const { api, clock, report, ownership, urn, signal } = context;
    const begin = clock.now();
    // Leaves time for at least one request.
    const until = Math.min(begin + LONGEST_SEARCH_MS, Math.max(lastAt, begin + MARGIN_MS));
    let problem = "";
    let hasSeenCcm = false;
    /** The runs in the first list: later ones were created since, regardless of clocks. */
    let first: ReadonlySet<string> | undefined;
    for (;;) {
        const waitedMs = clock.now() - begin;
        const leftMs = proof.mayActForMs + SETTLING_MS - waitedMs;
        const atMost = leftMs > 0 ? `, at most ${formatDuration(leftMs)} more` : "";
        report.progress(`no valid response to the start request (${proof.reason}); searching for the run${atMost}`);
        let runs: readonly Run[] = [];
        let decision: LostStartDecision;
        try {
            // Taken before the request: the list may be that old.
            const quietMs = clock.now() - (pending.lostAt ?? begin);
            runs = await collect(api.listRuns({ deadline: until, signal, breaksOff: true }));
            first ??= new Set(runs.map(({ runId }) => runId));
            decision = await decide(context, state, pending, runs, first, quietMs, proof.mayActForMs);
            problem = decision.reason;
            hasSeenCcm = true;
        } catch (error) {
            // After the deadline, the earlier problem is the cause.
            if (problem === "" || clock.now() < until) problem = messageOf(error);
            hasSeenCcm ||= !isNoCcm(error);
            if (html && !hasSeenCcm && waitedMs >= SETTLING_MS) throw new NoService(problem);
            decision = { kind: "wait", reason: problem };
        }
        const adopted = decision.kind === "adopt" ? decision.runIds : [];
        const run = runs.find(({ runId }) => adopted.includes(runId) && ownership.claim(urn, runId));
        if (run !== undefined) return { kind: "found", run };
        if (decision.kind === "startAgain") return { kind: "none", reason: decision.reason };
        if (decision.kind === "refuse") throw unclearLostStart(context, decision, runs, pending.record);
        if (clock.now() >= until) throw new Error(problem);
        await clock.sleep(Math.min(pollInterval(waitedMs, context.random), until - clock.now()));
    }
}

async function decide(
    context: RunContext,
    state: StackState | undefined,
    pending: PendingStart,
    runs: readonly Run[],
    first: ReadonlySet<string>,
    quietMs: number,
    mayActForMs: number,
): Promise<LostStartDecision> {
    const { ownership } = context;
    const { wanted } = pending.record;
    const others = (await context.journal.others()).map(({ record }) => record);
    const taken = new Set([
        ...others.flatMap((record) => (record.stage === "started" ? [record.runId] : [])),
        ...(state?.runs ?? []).map(({ id }) => id),
    ]);
    const isTaken = (runId: string) => taken.has(runId) || ownership.isKnown(runId);
    const own = possibleRuns(runs, wanted, sentStart(context, state, pending, first), isTaken);
    if ([...own.matches, ...own.ambiguous].includes("")) return { kind: "wait", reason: NAMELESS };
    const siblings = ownership
        .otherPending(context.urn)
        .filter(({ record }) => isIndistinguishable(record.wanted, wanted));
    const foreign = others.flatMap((record) => (isCompetingElsewhere(context, record, wanted) ? [record] : []));
    return decideLostStart({
        ...own,
        siblingsUnderWay: siblings.some(({ lostAt }) => lostAt === undefined),
        alikeSiblings: siblings.filter(({ record }) => isSameRun(record.wanted, wanted) === true).length,
        otherSiblings: siblings.filter(({ record }) => isSameRun(record.wanted, wanted) !== true).length,
        othersUnderWay: foreign.some((record) => record.isLost !== true && isOwnerAlive(record, context)),
        others: foreign.length,
        quietMs,
        mayActForMs,
    });
}

/** Whether another process's start is indistinguishable to CCM and recent enough to lead to a run now. */
function isCompetingElsewhere(context: RunContext, record: StartRecord, wanted: RunSpec): record is RequestedStart {
    if (!isRequestedElsewhere(record, context) || !isIndistinguishable(record.wanted, wanted)) return false;
    return elapsedSince(record.resentAt ?? record.sentAt, context) < longestStart(record.sendForMs);
}

/** When the start was sent, by CCM's clock, as far as known. */
function sentStart(
    { api, clock, ownership }: RunContext,
    state: StackState | undefined,
    { sentAt, record }: PendingStart,
    first: ReadonlySet<string>,
): SentStart {
    const isNew = (runId: string) => !first.has(runId);
    const { ccmOffsetMs } = ownership;
    if (ccmOffsetMs !== undefined) return { sentAtMs: [sentAt + ccmOffsetMs], doubtMs: 0, isNew };
    const gateway = api.serverTime();
    const gatewayMs = gateway === undefined ? undefined : gateway - clock.wallTime();
    const { offsetsMs, doubtMs } = ccmClockByState(state, undefined, true, gatewayMs);
    // By the monotonic clock, in case the wall clock was changed meanwhile.
    const wall = clock.wallTime() - (clock.now() - sentAt);
    return {
        sentAtMs: offsetsMs.flatMap((offsetMs) => [wall + offsetMs, record.sentAt.wall + offsetMs]),
        doubtMs,
        isNew,
    };
}

/** Whether the response came from a web site: a page, or a redirect to one. */
export function isNoCcm(error: unknown): boolean {
    if (error instanceof CcmBodyError) return error.html;
    if (error instanceof CcmRedirectError) return true;
    // A proxy in front of CCM returns error pages as well; only a 404 page means that there is no CCM.
    return error instanceof CcmStatusError && (error.status < 400 || (error.status === 404 && error.form === "html"));
}

/** Error that names the runs and the commands to run. */
function unclearLostStart(
    { urn, journal }: RunContext,
    { runIds, reason }: Extract<LostStartDecision, { kind: "refuse" }>,
    runs: readonly Run[],
    record: StartRecord,
): UnclearStart {
    const named = namedRuns(runs.filter(({ runId }) => runIds.includes(runId)));
    const name = resourceName(urn);
    return new UnclearStart(
        `no response to the start request, and it is not clear which run it started: ${named}; ${reason}. ` +
            `Nothing more was started. Look at these runs in CCM. If one of them is the run of ${name}, add ` +
            `\`adoptRunId: "${runIds[0] ?? ""}"\`, with the id of that run, to the arguments of ${name} and run ` +
            `\`pulumi up\`. If none of them is, delete ${journal.pathOf(record)}, then run \`pulumi up\`.`,
        runIds,
    );
}
