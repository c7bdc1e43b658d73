import { CcmStatusError, isFinished, type CcmRunStatus, type RunStatus } from "../ccm";
import { workflowRunInputs } from "./inputs";
import type { Properties } from "./check";
import type { Context } from "./context";
import { formatDuration, parseDuration } from "./duration";
import { observeRunBefore } from "./observe";
import { messageOf } from "./messageOf";
import { pollDelay } from "./pollDelay";
import { readState } from "./state";

/**
 * Ends a run that a resource no longer stands for: stops it unless it is over, and waits until it is. Repeating it does
 * no harm. The run's record stays with the service, which cannot delete it.
 *
 * @throws Error when the run may still be active; Pulumi then keeps the resource, and the next `destroy` tries again
 */
export async function deleteRun(context: Context, runId: string, outputs: Properties): Promise<void> {
    const { clock, report } = context;
    if (!readState(outputs).stopOnDelete) {
        report.info(`run ${runId} was left as it is (stopOnDelete: false)`);
        return;
    }
    const startedAt = clock.now();
    const limitMs = stopLimit(outputs);
    const deadline = startedAt + limitMs;
    let status = await look(context, runId, deadline).catch((error: unknown) => {
        throw mayStillBeActive(runId, error);
    });
    const { runStatus: lastSeen } = readState(outputs);
    if (status === "GONE" && !isFinished(lastSeen)) {
        if (await isUnknownToStop(context, runId, deadline)) {
            report.warn(
                `run ${runId}, last seen ${lastSeen}, is not known to CCM any more, so it could not be stopped. If the account ` +
                    "or the endpoint was changed since it was started, it may still be active there: stop it in CCM.",
            );
            return;
        }
        status = "TERMINATING";
    }
    if (isOver(status)) {
        report.progress(status === "GONE" ? "gone already" : `${status} already`);
        return;
    }
    if (status !== "TERMINATING") status = await stop(context, runId, deadline);
    let lastError: string | undefined;
    while (!isOver(status)) {
        const waitedMs = clock.now() - startedAt;
        if (waitedMs >= limitMs) throw new Error(stillActive(runId, status, waitedMs, lastError));
        report.progress(`${status} ${formatDuration(waitedMs)}`);
        await clock.sleep(Math.min(limitMs - waitedMs, pollDelay(waitedMs, context.random)));
        // A service that is away for a moment has not stopped stopping; the limit ends it if it stays away.
        lastError = undefined;
        status = await look(context, runId, deadline).catch((error: unknown) => {
            lastError = messageOf(error);
            return status;
        });
    }
    report.progress(status === "GONE" ? "gone" : `${status} after ${formatDuration(clock.now() - startedAt)}`);
}

type Seen = RunStatus | "GONE";

function isOver(status: Seen): boolean {
    return status === "GONE" || isFinished(status);
}

async function look(context: Context, runId: string, deadline: number): Promise<Seen> {
    const observation = await observeRunBefore(context, runId, deadline);
    return observation.kind === "gone" ? "GONE" : observation.status.run.run_status;
}

/** Tables may lag: a run that nobody shows and that was not over is asked to stop all the same. */
async function isUnknownToStop(context: Context, runId: string, deadline: number): Promise<boolean> {
    try {
        await context.api.stopRun(runId, { deadline });
        return false;
    } catch (error) {
        if (error instanceof CcmStatusError && error.status === 404) return true;
        throw mayStillBeActive(runId, error);
    }
}

/**
 * Asks for the stop. An error is fine when the run turns out to be over, because it ended while we were asking, or to be
 * stopping, because the stop was carried out and only its answer was lost.
 */
async function stop(context: Context, runId: string, deadline: number): Promise<Seen> {
    context.report.progress("stopping");
    let answer: CcmRunStatus;
    try {
        answer = await context.api.stopRun(runId, { deadline });
    } catch (error) {
        const status = await look(context, runId, deadline).catch(() => undefined);
        if (status !== undefined && (isOver(status) || status === "TERMINATING")) return status;
        throw mayStillBeActive(runId, error);
    }
    return answer.run.run_status;
}

function mayStillBeActive(runId: string, error: unknown): Error {
    return new Error(
        `${messageOf(error)}. Run ${runId} may still be active; \`pulumi destroy\` or \`pulumi up\` tries again.`,
    );
}

function stopLimit(outputs: Properties): number {
    const timeouts = workflowRunInputs.shape.timeouts.safeParse(outputs["timeouts"]);
    const stopAfter = timeouts.success ? timeouts.data.stop : workflowRunInputs.shape.timeouts.parse({}).stop;
    return parseDuration(stopAfter) ?? 0;
}

function stillActive(runId: string, status: Seen, waitedMs: number, lastError: string | undefined): string {
    const error = lastError === undefined ? "" : ` The last look at it failed: ${lastError}.`;
    return (
        `run ${runId} is still ${status} after ${formatDuration(waitedMs)} (timeouts.stop): CCM was asked to stop it and has not ` +
        `finished.${error} It stays in the state; \`pulumi destroy\` or \`pulumi up\` goes on from here.`
    );
}
