import type { CcmRunStatus } from "../../ccm";
import type { Properties } from "../properties";
import type { Context } from "../recovery/runContext";
import { durationMs } from "../text";
import { withEndSeenAt } from "./endSeenAt";
import { RunFailure } from "./failure";
import { failureText } from "../wait/failureReport";
import { nextAfterEnd } from "./nextStep";
import type { WorkflowRunInputs } from "./runInputs";
import { runOutputs, type RunOutputs } from "../runOutputs";
import { waitForRun } from "../wait/waitForRun";

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
    const { status, failure } = await waitForRun(context, first, waitOf(inputs), startedAt);
    const seen = runOutputs(status, context.redact, previous);
    const { __waiting, ...run } = withEndSeenAt(seen, previous, context.clock.wallTime());
    if (failure === undefined) return { ...properties, ...run };
    const { rerunOn } = inputs;
    const reason = await failureText(context, {
        // A record that is only known from the state does not tell its graph.
        run: { ...status.run, graph_id: status.run.graph_id ?? inputs.graphId },
        ...failure,
        detail: run.statusDetail,
        next: failure.stillActive ? STILL_ACTIVE : nextAfterEnd(context.urn, status.run.run_status, rerunOn),
    });
    throw new RunFailure(status.run.run_id, reason, { ...properties, ...run, __waiting: true });
}

const STILL_ACTIVE = "It was not stopped. `pulumi up` goes on waiting for it, `pulumi destroy` stops it.";

/** What the inputs ask to wait for, and how long. */
function waitOf({ waitFor, timeouts }: WorkflowRunInputs) {
    return {
        waitFor,
        startLimit: { name: "timeouts.start", ms: durationMs(timeouts.start) },
        finishLimit: { name: "timeouts.finish", ms: durationMs(timeouts.finish) },
    };
}
