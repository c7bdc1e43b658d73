import type { CcmRunStatus } from "../ccm";
import type { Properties } from "./check";
import type { Context } from "./context";
import { RunFailure } from "./failure";
import type { WorkflowRunInputs } from "./inputs";
import { runOutputs, type RunOutputs } from "./state";
import { waitForRun, type WaitResult } from "./waitForRun";

/**
 * Waits for a run as its inputs ask and gives the complete outputs.
 *
 * @param properties the inputs as Pulumi passed them, hidden ones included: they stand beside the outputs in state
 * @throws RunFailure with outputs that say that the wait is still to be made good
 */
export async function settle(
    context: Context,
    properties: Properties,
    inputs: WorkflowRunInputs,
    first: CcmRunStatus,
    startedAt: number,
    previous: RunOutputs = {},
): Promise<Properties> {
    const { status, failure } = await waitForRun(context, first, inputs, startedAt);
    const { __waiting, ...run } = runOutputs(status, context.redact, previous);
    if (failure === undefined) return { ...properties, ...run };
    const runId = status.run.run_id;
    const willRerun = (inputs.rerunOn as readonly string[]).includes(status.run.run_status);
    const reason = failureReason(runId, failure, run.statusDetail, willRerun, properties["__urn"]);
    throw new RunFailure(runId, reason, { ...properties, ...run, __waiting: true });
}

/** What happened to the run, what of it is still there, and what to type next. */
function failureReason(
    runId: string,
    failure: NonNullable<WaitResult["failure"]>,
    detail: unknown,
    willRerun: boolean,
    urn: unknown,
): string {
    const said = typeof detail === "string" ? ` CCM says: ${detail}` : "";
    const error = failure.lastError === undefined ? "" : ` The last look at it failed: ${failure.lastError}.`;
    const next = failure.stillActive
        ? "It was not stopped. `pulumi up` goes on waiting for it, `pulumi destroy` stops it."
        : willRerun
          ? "The next `pulumi up` starts a new run (rerunOn)."
          : `It is not run again by itself (rerunOn); \`pulumi up --replace '${String(urn)}'\` starts a new run.`;
    return `run ${runId} ${failure.what}.${said}${error} ${next}`;
}
