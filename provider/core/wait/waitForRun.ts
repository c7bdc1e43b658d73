import {
    AbortError,
    CcmConnectionError,
    CcmCredentialError,
    type Run,
    CcmStatusError,
    isThrottled,
    RATE_LIMITED_LOCALLY,
} from "../../ccm";
import { isFinished, type RunStatus } from "../../contract/runStatus";
import { shownLine } from "../../contract/shownText";
import { MAX_FEW_WORDS, shownDetail, troubleText } from "../orchestrator/orchestratorDetail";
import { formatDuration, messageOf } from "../text";
import { decideWait, type WaitState } from "./decideWait";
import { StatusLine, THROTTLED } from "./progress";
import type { PollRequest } from "./statusReader";
import type { WaitContext } from "./waitContext";

export interface WaitResult {
    /** The newest answer that showed the run. */
    readonly run: Run;
    /** What went wrong, as the predicate of a sentence about the run; `undefined` when it got where it should. */
    readonly failure:
        | { readonly what: string; readonly stillActive: boolean; readonly lastError: string | undefined }
        | undefined;
}

/**
 * Looks at a run again and again until it got where it should or cannot any more. A service that is away for a while is
 * no failure of the run.
 *
 * @param first what the service said last about the run
 * @param startedAt when the operation began, by the clock: all limits count from there
 */
export async function waitForRun(
    context: WaitContext,
    first: Run,
    { waitFor, startLimit, finishLimit }: Pick<WaitState, "waitFor" | "startLimit" | "finishLimit">,
    startedAt: number,
): Promise<WaitResult> {
    const { clock, report } = context;
    let run = first;
    let seen: WaitState["seen"] = first.status;
    const begin = clock.now();
    let seenSince = begin;
    let started = hasStarted(run);
    let lastError: string | undefined;
    const statusLine = new StatusLine(report, clock);
    for (;;) {
        const now = clock.now();
        const decision = decideWait({
            waitFor,
            seen,
            seenForMs: now - seenSince,
            lastStatus: run.status,
            started,
            waitedMs: now - startedAt,
            startLimit,
            finishLimit,
        });
        if (decision.kind !== "wait") {
            const isWaitedFor = waitFor !== "NONE";
            const time = isWaitedFor ? ` after ${formatDuration(now - startedAt)}` : ", not waited for";
            report.progress(`${describe(run.status, seen)}${time}`);
            return { run, failure: decision.kind === "done" ? undefined : { ...decision, lastError } };
        }
        const next = `until ${waitFor}, at most ${formatDuration(decision.msLeft)} more`;
        const trouble = seen === "THROTTLED" ? THROTTLED : await troubleOf(context, run);
        statusLine.show(describe(run.status, seen), next, trouble);
        const reading = await readNext(context, {
            known: run,
            // Not since the operation began: the run may have had to wait for its turn to be started.
            waitedMs: now - begin,
            limit: now + decision.msLeft,
            onThrottled: () => statusLine.show(run.status, next, THROTTLED),
        });
        lastError = reading.error;
        if (reading.run !== undefined) run = reading.run;
        started ||= hasStarted(run);
        if (reading.seen !== seen) {
            seen = reading.seen;
            seenSince = clock.now();
        }
    }
}

/** What keeps a run from its goal by the orchestrator's word, for its row. */
async function troubleOf(context: WaitContext, run: Run): Promise<string | undefined> {
    const { detail } = run;
    if (detail === undefined || troubleText(detail) === undefined) return undefined;
    if (await context.isSecretOutput("statusDetail")) return undefined;
    await context.knowSecrets(detail);
    const trouble = troubleText(shownDetail(detail, context.shown));
    return trouble && shownLine(context.shown(trouble), MAX_FEW_WORDS);
}

interface Reading {
    readonly seen: WaitState["seen"];
    readonly run?: Run;
    readonly error?: string;
}

/** The next look; what keeps us from seeing is part of the answer. */
async function readNext({ statusReader }: WaitContext, request: PollRequest): Promise<Reading> {
    try {
        const observation = await statusReader.poll(request);
        if (observation === "gone") return { seen: "gone" };
        return { seen: observation.status, run: observation };
    } catch (error) {
        if (error instanceof AbortError) throw error;
        const message = messageOf(error);
        const cause = error instanceof CcmCredentialError ? error.reason : error;
        if (cause instanceof CcmStatusError && (cause.status === 401 || cause.status === 403)) {
            return { seen: "REFUSED", error: message };
        }
        if (cause instanceof CcmConnectionError && cause.code === RATE_LIMITED_LOCALLY)
            return { seen: "QUEUED", error: message };
        if (isThrottled(cause)) return { seen: "THROTTLED", error: message };
        return { seen: "UNREACHABLE", error: message };
    }
}

function hasStarted({ status }: Run): boolean {
    return status !== "PENDING" && status !== "UNKNOWN";
}

/** The last status told, and what keeps us from seeing it now. */
function describe(status: RunStatus, seen: WaitState["seen"]): string {
    if (isFinished(status)) return status;
    switch (seen) {
        case "gone":
            return `${status}, not in CCM's lists at the moment`;
        case "REFUSED":
            return `${status}, CCM refuses the credential at the moment`;
        case "UNREACHABLE":
            return `${status}, CCM does not answer at the moment`;
        default:
            return status;
    }
}
