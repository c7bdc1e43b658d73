import type { Run } from "../../ccm";
import type { RunStatus } from "../../contract/runStatus";
import type { RunContext } from "../recovery/runContext";
import { type RunOutputs, runOutputs } from "../wait/runOutputs";
import { durationMs } from "../text";
import type { Properties } from "../validation";
import { failureText, OVER } from "../wait/failureReport";
import { waitForRun } from "../wait/waitForRun";
import type { WorkflowRunInputs } from "./runInputs";
import { withFinishedObservedAt } from "./runState";

/**
 * Waits for a run as its inputs specify and returns the complete outputs.
 *
 * @param properties the inputs as passed by Pulumi, including hidden ones: state stores them next to the outputs
 * @throws RunFailure whose outputs record that the wait is not complete
 */
export async function awaitAndCollectOutputs(
    context: RunContext,
    properties: Properties,
    inputs: WorkflowRunInputs,
    first: Run,
    startedAt: number,
    previous: RunOutputs = {},
): Promise<Properties> {
    const { run, failure } = await waitForRun(context, first, waitOf(inputs), startedAt);
    await context.knowSecrets(run);
    const seen = runOutputs(run, context.shown, previous);
    const { __waiting, ...outputs } = withFinishedObservedAt(seen, previous, context.clock.wallTime());
    if (failure === undefined) return { ...properties, ...outputs };
    const { rerunOn } = inputs;
    const reason = await failureText(context, {
        // A run known only from the state has no graph.
        run: { ...run, graphId: run.graphId ?? inputs.graphId },
        ...failure,
        detail: outputs.statusDetail,
        next: failure.stillActive ? STILL_ACTIVE : nextAfterEnd(context.urn, run.status, rerunOn),
    });
    throw new RunFailure(run.runId, reason, { ...properties, ...outputs, __waiting: true });
}

const STILL_ACTIVE = "It was not stopped. `pulumi up` continues to wait for it, `pulumi destroy` stops it.";

/** The requested status and time limits of the inputs. */
function waitOf({ waitFor, timeouts }: WorkflowRunInputs) {
    return {
        waitFor,
        startLimit: { name: "timeouts.start", ms: durationMs(timeouts.start) },
        finishLimit: { name: "timeouts.finish", ms: durationMs(timeouts.finish) },
    };
}

/**
 * A run exists but did not reach the requested status. Pulumi must record it anyway, so this carries the complete
 * outputs, from which the next `up` continues.
 */
export class RunFailure extends Error {
    constructor(
        readonly runId: string,
        /** One or more sentences for the user: what happened, what still runs, what to do. */
        readonly reason: string,
        readonly outputs: Properties,
    ) {
        super(reason);
        this.name = "RunFailure";
    }
}

/** What still runs after a resource's own run has ended, and the next command. */
export function nextAfterEnd(urn: string, status: RunStatus, rerunOn: readonly string[]): string {
    return rerunOn.includes(status)
        ? `${OVER} The next \`pulumi up\` starts a new run (rerunOn).`
        : `${OVER} It is not repeated automatically (rerunOn lacks ${status}); \`pulumi up --replace '${urn}'\` starts a new run.`;
}
