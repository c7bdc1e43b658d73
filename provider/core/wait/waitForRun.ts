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
    /** The run in the latest response that had it. */
    readonly run: Run;
    /** The failure, as the predicate of a sentence about the run; `undefined` if the run reached its goal. */
    readonly failure:
        | { readonly what: string; readonly stillActive: boolean; readonly lastError: string | undefined }
        | undefined;
}

/**
 * Polls a run until it reaches its goal or cannot reach it any more. An unavailable service is not a failure of the run.
 *
 * @param first the run as the service reported it last
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

/** Why a run does not reach its goal, as reported by the orchestrator, for its row. */
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

/** Polls once. An error that prevents it is part of the result. */
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

/** The last reported status, and why it cannot be read now. */
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
