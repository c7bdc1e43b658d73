import { normalRunId } from "../../contract/runId";
import type { Run } from "../../ccm";
import { isFinished, isRunStatus, isStoppable, RUN_STATUS } from "../../contract/runStatus";
import { runOutputs } from "../wait/runOutputs";
import { durationMs, notThere } from "../text";
import { parseProperties, type Properties } from "../validation";
import { failureText, logTails, OVER } from "../wait/failureReport";
import { reportThrottling } from "../wait/progress";
import type { WaitContext } from "../wait/waitContext";
import { waitForRun } from "../wait/waitForRun";
import { completionInputs } from "./completionInputs";

/** So much of the end of the logs is kept in state, in characters. */
const MAX_LOG = 4000;

/** Enough to wait for a run that may be another resource's. */
export interface CompletionWait extends WaitContext {
    /** Whether the secrets of the run are known here, so that texts may quote what it says with them masked. */
    readonly knowsRun: boolean;
}

/**
 * Looks at a run until it is where it should be. Starts and stops nothing, so that it may be cut short and begun again at
 * any time.
 *
 * @param properties the inputs as Pulumi passed them, hidden ones included: they stand beside the outputs in state
 * @throws Error with what a person needs to know when the run does not get there
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
            throw new Error(`${notThere(`run ${runId}`)}; ${SEE_RUN_ID}`);
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
            `logTail is empty: CCM gives no log of run ${runId}. Its applications have written nothing, or the log is not kept any more.`,
        );
    }
    // Only what was seen under way has a duration that is known.
    const wasUnderWay = isStoppable(first.status) && first.status !== "UNKNOWN";
    return {
        ...properties,
        runStatus,
        ...(wasUnderWay && secondsSinceCreated(context, run)),
        logTail,
    };
}

/** Whole lines, the last of them. */
function endOf(log: string): string {
    return log.length <= MAX_LOG ? log : log.slice(log.indexOf("\n", log.length - MAX_LOG) + 1);
}

const SEE_RUN_ID = "check runId, and the account of the provider";

const NOT_QUOTED =
    "What it has written is not quoted here, because its secrets are not known: getWorkflowRunLogs reads it.";

/** Not being able to look is no reason to give up: the wait has its own limits for that. */
async function firstReading(context: WaitContext, runId: string): Promise<Run> {
    const observation = await context.statusReader
        .readStatus(runId, reportThrottling(context.report))
        .catch(() => undefined);
    return observation === undefined || observation === "gone"
        ? { runId: normalRunId(runId), status: "UNKNOWN" }
        : observation;
}

/** CCM does not tell when a run ended. By its own clock, from its start until it was seen where it should be. */
function secondsSinceCreated({ api }: WaitContext, run: Run): { durationSeconds?: number } {
    const createdAt = run.createdAtMs;
    const now = api.serverTime();
    if (createdAt === undefined || now === undefined) return {};
    return { durationSeconds: Math.max(0, Math.round((now - createdAt) / 1000)) };
}

/** The outputs by new inputs: waits again where more is asked for than was reached. */
export async function updateCompletion(
    context: CompletionWait,
    olds: Properties,
    news: Properties,
): Promise<Properties> {
    if (!isReached(olds["runStatus"], news["until"])) return awaitCompletion(context, news);
    const { runStatus, durationSeconds, logTail } = olds;
    return { ...news, runStatus, durationSeconds, logTail };
}

/** Whether a status that was reached before is enough now, so that nobody need look again. */
export function isReached(status: unknown, until: unknown): boolean {
    if (typeof status !== "string" || !isRunStatus(status)) return false;
    if (status === until || RUN_STATUS[status].hasSucceeded) return true;
    return until === "FINISHED" && isFinished(status);
}
