import type { CcmRunStatus } from "../ccm";
import type { Properties } from "./properties";
import type { Context } from "./context";
import { RunFailure } from "./failure";
import { failureText } from "./failureText";
import type { WorkflowRunInputs } from "./inputs";
import { runOutputs, type RunOutputs } from "./state";
import { waitForRun } from "./waitForRun";

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
    const reason = await failureText(context, {
        // A record that is only known from the state does not tell its graph.
        run: { ...status.run, graph_id: status.run.graph_id ?? inputs.graphId },
        ...failure,
        detail: run.statusDetail,
        rerunOn: inputs.rerunOn,
    });
    throw new RunFailure(status.run.run_id, reason, { ...properties, ...run, __waiting: true });
}
