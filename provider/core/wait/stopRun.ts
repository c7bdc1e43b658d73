import { AbortError, type CcmClient, isNotFound, type RunObservation } from "../../ccm";
import { type FinishedStatus, isFinished, isStoppable, type RunStatus } from "../../contract/runStatus";
import { formatDuration, messageOf } from "../text";
import { reportThrottling, StatusLine, THROTTLED, throttledLine } from "./progress";
import type { WaitContext } from "./waitContext";

/** Enough to stop a run and to see it end. */
export interface StopContext extends WaitContext {
    readonly api: WaitContext["api"] & Pick<CcmClient, "stopRun">;
}

/** How a run is at the end of a stop; `UNKNOWN_TO_CCM` when it may go on where it cannot be seen from here. */
export type StopOutcome = "OVER" | "UNKNOWN_TO_CCM";

/**
 * Stops a run unless it is over, and waits until it is. Repeating it does no harm.
 *
 * @param lastSeen what was known of it before; a run that was over then may be gone now
 * @param why it is stopped, for the row
 * @throws Error when the run may still be active
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
        // A service that is away for a moment has not stopped stopping; the limit ends it if it stays away.
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

/** Tables may lag: a run that nobody shows and that was not over is asked to stop all the same. */
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
 * Asks for the stop. An error is fine when the run turns out to be over, because it ended while we were asking, or to be
 * stopping, because the stop was carried out and only its answer was lost.
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
