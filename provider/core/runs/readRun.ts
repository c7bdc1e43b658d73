import { MESSAGE_CODES, withCode } from "../../contract/messageCodes";
import { hasFailed, isFinished, RUN_STATUS } from "../../contract/runStatus";
import type { RunContext } from "../recovery/runContext";
import { runOutputs, shownOutputs } from "../wait/runOutputs";
import { formatDuration, messageOf } from "../text";
import type { Properties } from "../validation";
import { GONE_LIMIT_MS } from "../wait/decideWait";
import { failureText } from "../wait/failureReport";
import { reportThrottling } from "../wait/progress";
import { nextAfterEnd } from "./awaitAndCollectOutputs";
import { readState, runOutputsOf, withFinishedObservedAt } from "./runState";

/**
 * Reads the current status of a run, as outputs. A finished run that the service no longer knows keeps its outputs in
 * state, since they cannot change.
 *
 * @returns `"gone"` if the service does not know the run and it had not finished when last seen
 */
export async function readRun(context: RunContext, runId: string, outputs: Properties): Promise<Properties | "gone"> {
    const state = readState(outputs);
    const createdAtMs = Date.parse(String(outputs["createdAt"]));
    const known = { runId, status: state.runStatus, createdAtMs: createdAtMs || undefined };
    const row = { reportedThrottling: false };
    const throttling = reportThrottling(context.report);
    const onThrottled = (pauseMs: number) => {
        row.reportedThrottling = true;
        throttling.onThrottled(pauseMs);
    };
    const observation = await context.statusReader.readBatch(known, { onThrottled }).catch((error: unknown) => {
        throw new Error(`run ${runId} cannot be read: ${messageOf(error)}`);
    });
    if (observation !== "gone") {
        const was = outputs["runStatus"];
        const now = observation.status;
        // Unchanged statuses are not reported, since a refresh may read many runs.
        if (was !== now || row.reportedThrottling) {
            context.report.progress(typeof was !== "string" || was === now ? now : `was ${was}, is ${now}`);
        }
        const previous = runOutputsOf(outputs);
        await context.knowSecrets(observation);
        const seen = runOutputs(observation, context.shown, previous);
        const read = { ...outputs, ...withFinishedObservedAt(seen, previous, context.clock.wallTime()) };
        if (hasFailed(now) && was !== now) {
            const what = `${RUN_STATUS[now].verb} since its status was last read`;
            const next = nextAfterEnd(context.urn, now, state.rerunOn);
            context.report.warn(
                await failureText(context, { run: observation, what, detail: read.statusDetail, next }),
            );
        }
        // Stopped by someone else: not a failure, and `rerunOn` decides whether it runs again.
        if (RUN_STATUS[now].wasStopped && isFinished(now) && was !== now) {
            const next = nextAfterEnd(context.urn, now, state.rerunOn);
            context.report.info(`run ${runId} ${RUN_STATUS[now].verb} since its status was last read. ${next}`);
        }
        return read;
    }
    if (isFinished(state.runStatus)) return { ...outputs, ...shownOutputs(runOutputsOf(outputs), context.shown) };
    if (outputs["runId"] === undefined) throw new Error(`run ${runId} is not known to CCM`);
    const ageMs = context.clock.wallTime() - createdAtMs;
    if (Math.abs(ageMs) < GONE_LIMIT_MS) {
        throw new Error(
            `run ${runId} was started ${formatDuration(Math.abs(ageMs))} ago and CCM does not show it yet; try again in a minute`,
        );
    }
    const text =
        `run ${runId}, last seen ${state.runStatus}, is not known to CCM any more, so it is removed from the ` +
        "state. If the account or the endpoint was changed by mistake, change it back before the next `pulumi up`, " +
        "which starts a new run.";
    context.report.warn(withCode(text, MESSAGE_CODES.leavesState));
    return "gone";
}
