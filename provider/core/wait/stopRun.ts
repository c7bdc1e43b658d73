import { AbortError, type CcmClient, isNotFound, type RunObservation } from "../../ccm";
import { type FinishedStatus, isFinished, isStoppable, type RunStatus } from "../../contract/runStatus";
import { formatDuration, messageOf } from "../text";
import { reportThrottling, StatusLine, THROTTLED, throttledLine } from "./progress";
import type { WaitContext } from "./waitContext";

/** Context for stopping a run and waiting for its end. */
export interface StopContext extends WaitContext {
    readonly api: WaitContext["api"] & Pick<CcmClient, "stopRun">;
}

/** Result of a stop; `UNKNOWN_TO_CCM` if the run may still be active in another account or at another endpoint. */
export type StopOutcome = "OVER" | "UNKNOWN_TO_CCM";

/**
 * Stops a run unless it has ended, and waits for its end. Idempotent.
 *
 * @param lastSeen its last known status; a run that had ended may be gone now
 * @param why reason for the stop, for the row
 * @throws Error if the run may still be active
 */
export async function stopRun(
    context: StopContext,
    runId: string,
    lastSeen: RunStatus,
    why: string,
    limitMs: number,
): Promise<StopOutcome> {
    const { clock, report } = context;
    const startedAt = clock.now();
    const deadline = startedAt + limitMs;
    const options = { deadline, ...reportThrottling(report) };
    const first = await context.statusReader.readBatch({ runId, status: lastSeen }, options).catch((error: unknown) => {
        throw mayStillBeActive(runId, error);
    });
    let status = statusIn(first);
    if (status === "gone" && !isFinished(lastSeen)) {
        if (await isUnknownToStop(context, runId, deadline)) return "UNKNOWN_TO_CCM";
        status = "TERMINATING";
    }
    if (isOver(status)) {
        report.progress(status === "gone" ? "no longer known to CCM" : `${status} already`);
        return "OVER";
    }
    if (isStoppable(status)) status = await askToStop(context, runId, why, deadline);
    let lastError: string | undefined;
    const statusLine = new StatusLine(report, clock);
    while (!isOver(status)) {
        const waitedMs = clock.now() - startedAt;
        if (waitedMs >= limitMs) throw new Error(stillActive(runId, status, waitedMs, lastError));
        const next = `until it has ended, at most ${formatDuration(limitMs - waitedMs)} more`;
        statusLine.show(status, next);
        // An unavailable service may still be stopping the run; the limit ends the wait.
        lastError = undefined;
        const request = {
            known: { runId, status },
            waitedMs,
            limit: deadline,
            onThrottled: () => statusLine.show(status, next, THROTTLED),
        };
        status = await context.statusReader
            .poll(request)
            .then(statusIn)
            .catch((error: unknown) => {
                if (error instanceof AbortError) throw error;
                lastError = messageOf(error);
                return status;
            });
    }
    report.progress(
        `${status === "gone" ? "no longer known to CCM" : status} after ` +
            `${formatDuration(clock.now() - startedAt)}: ${why}`,
    );
    return "OVER";
}

type StatusNow = RunStatus | "gone";

function isOver(status: StatusNow): status is "gone" | FinishedStatus {
    return status === "gone" || isFinished(status);
}

async function readStatusNow(
    { statusReader, report }: StopContext,
    runId: string,
    deadline: number,
): Promise<StatusNow> {
    return statusIn(await statusReader.readStatus(runId, { deadline, ...reportThrottling(report) }));
}

function statusIn(observation: RunObservation): StatusNow {
    return observation === "gone" ? "gone" : observation.status;
}

/** The list may lag: a stop is requested even for a run that CCM does not show, if it had not ended. */
async function isUnknownToStop(context: StopContext, runId: string, deadline: number): Promise<boolean> {
    try {
        await context.api.stopRun(runId, { deadline });
        return false;
    } catch (error) {
        if (isNotFound(error)) return true;
        throw mayStillBeActive(runId, error);
    }
}

/**
 * Requests the stop. An error is ignored if the run has ended meanwhile, or is stopping because only the response was lost.
 */
async function askToStop(context: StopContext, runId: string, why: string, deadline: number): Promise<StatusNow> {
    const doing = `stopping run ${runId}: ${why}`;
    context.report.progress(doing);
    try {
        const options = { deadline, onThrottled: throttledLine(context.report, doing) };
        return (await context.api.stopRun(runId, options)).status;
    } catch (error) {
        const status = await readStatusNow(context, runId, deadline).catch(() => undefined);
        if (status !== undefined && (status === "gone" || !isStoppable(status))) return status;
        throw mayStillBeActive(runId, error);
    }
}

function mayStillBeActive(runId: string, error: unknown): Error {
    return new Error(
        `${messageOf(error)}. Run ${runId} may still be active; \`pulumi destroy\` or \`pulumi up\` tries again.`,
    );
}

function stillActive(runId: string, status: StatusNow, waitedMs: number, lastError: string | undefined): string {
    const error = lastError === undefined ? "" : ` The last request for its status failed: ${lastError}.`;
    return (
        `run ${runId} is still ${status} after ${formatDuration(waitedMs)} (timeouts.stop): CCM was asked to stop it and has not ` +
        `finished.${error} \`pulumi destroy\` or \`pulumi up\` continues.`
    );
}
