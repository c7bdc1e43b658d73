import { normalRunId } from "../../contract/runId";
import type { Run } from "../../ccm";
import { isFinished, isRunStatus, isStoppable, RUN_STATUS } from "../../contract/runStatus";
import { runOutputs } from "../wait/runOutputs";
import { durationMs, notFound } from "../text";
import { parseProperties, type Properties } from "../validation";
import { failureText, logTails, OVER } from "../wait/failureReport";
import { reportThrottling } from "../wait/progress";
import type { WaitContext } from "../wait/waitContext";
import { waitForRun } from "../wait/waitForRun";
import { completionInputs } from "./completionInputs";

/** Maximum length of the end of the logs kept in state, in characters. */
const MAX_LOG = 4000;

/** Dependencies of waiting for a run that may be another resource's. */
export interface CompletionWait extends WaitContext {
    /** Whether the run's secrets are known, so that messages may quote its output with them masked. */
    readonly knowsRun: boolean;
}

/**
 * Waits until a run reaches the requested status. Starts and stops nothing, so it may be interrupted and repeated at
 * any time.
 *
 * @param properties the inputs as passed by Pulumi, including hidden ones: state stores them next to the outputs
 * @throws Error that explains why the run did not reach the status
 */
export async function awaitCompletion(context: CompletionWait, properties: Properties): Promise<Properties> {
    const { clock } = context;
    const startedAt = clock.now();
    const { runId, until, timeout } = parseProperties(completionInputs, properties);
    const limit = { name: "timeout", ms: durationMs(timeout) };
    const first = await firstReading(context, runId);
    const wait = { waitFor: until, startLimit: limit, finishLimit: limit };
    const { run, failure } = await waitForRun(context, first, wait, startedAt);
    await context.knowSecrets(run);
    const { runStatus, statusDetail } = runOutputs(run, context.shown);
    if (failure !== undefined) {
        const wasNeverSeen = run === first && first.status === "UNKNOWN" && failure.lastError === undefined;
        if (wasNeverSeen) {
            throw new Error(notFound(`run ${runId}`, "runId"));
        }
        const next = failure.stillActive
            ? "It was not stopped. `pulumi up` continues to wait for it."
            : `${OVER} Where its WorkflowRun asks for it (rerunOn), \`pulumi up --refresh\` starts a new run.`;
        const quotes = context.knowsRun && !(await context.isSecretOutput("statusDetail"));
        const detail = quotes ? statusDetail : undefined;
        const text = await failureText(context, { run, ...failure, detail, next }, quotes);
        throw new Error(quotes ? text : `${text} ${NOT_QUOTED}`);
    }
    const logTail = isFinished(run.status) ? endOf(await logTails(context, run)) : "";
    if (isFinished(run.status) && logTail === "") {
        context.report.info(
            `logTail is empty: CCM returns no log of run ${runId}. Its applications wrote nothing, or the log ` +
                "is no longer kept.",
        );
    }
    // The duration is known only if the run was active when the wait began.
    const wasUnderWay = isStoppable(first.status) && first.status !== "UNKNOWN";
    return {
        ...properties,
        runStatus,
        ...(wasUnderWay && secondsSinceCreated(context, run)),
        logTail,
    };
}

/** The last whole lines. */
function endOf(log: string): string {
    return log.length <= MAX_LOG ? log : log.slice(log.indexOf("\n", log.length - MAX_LOG) + 1);
}

const NOT_QUOTED =
    "Its log and its status detail are not quoted here, because its secrets are not known: read the log with " +
    "getWorkflowRunLogs.";

/** A failed status request is not an error here: the wait has its own limits. */
async function firstReading(context: WaitContext, runId: string): Promise<Run> {
    const observation = await context.statusReader
        .readStatus(runId, reportThrottling(context.report))
        .catch(() => undefined);
    return observation === undefined || observation === "gone"
        ? { runId: normalRunId(runId), status: "UNKNOWN" }
        : observation;
}

/** By CCM's clock, from creation until the requested status was seen: CCM does not report when a run ended. */
function secondsSinceCreated({ api }: WaitContext, run: Run): { durationSeconds?: number } {
    const createdAt = run.createdAtMs;
    const now = api.serverTime();
    if (createdAt === undefined || now === undefined) return {};
    return { durationSeconds: Math.max(0, Math.round((now - createdAt) / 1000)) };
}

/** The outputs for new inputs. Waits again if `until` requires more than was reached. */
export async function updateCompletion(
    context: CompletionWait,
    olds: Properties,
    news: Properties,
): Promise<Properties> {
    if (!isReached(olds["runStatus"], news["until"])) return awaitCompletion(context, news);
    const { runStatus, durationSeconds, logTail } = olds;
    return { ...news, runStatus, durationSeconds, logTail };
}

/** Whether a status reached before satisfies `until`, so that no new wait is needed. */
export function isReached(status: unknown, until: unknown): boolean {
    if (typeof status !== "string" || !isRunStatus(status)) return false;
    if (status === until || RUN_STATUS[status].hasSucceeded) return true;
    return until === "FINISHED" && isFinished(status);
}
