import { mayHaveActed, type CcmRunStatus } from "../ccm";
import { parseInputs, type Properties } from "./check";
import type { Context } from "./context";
import { parseDuration } from "./duration";
import type { WorkflowRunInputs } from "./inputs";
import { messageOf } from "./messageOf";
import { startRequest } from "./request";
import { settle } from "./settle";

export interface CreatedRun {
    readonly runId: string;
    readonly outputs: Properties;
}

/**
 * Starts a run and waits for it as asked.
 *
 * @throws RunFailure when the run is there but did not get where it should
 * @throws Error when no run is known to be there; its text says whether one may be all the same
 */
export async function createRun(context: Context, properties: Properties): Promise<CreatedRun> {
    const startedAt = context.clock.now();
    const inputs = parseInputs(properties);
    context.report.progress("starting the run");
    const lastRetryAt = startedAt + (parseDuration(inputs.timeouts.start) ?? 0);
    const started = await start(context, inputs, lastRetryAt);
    return { runId: started.run.run_id, outputs: await settle(context, properties, inputs, started, startedAt) };
}

async function start(context: Context, inputs: WorkflowRunInputs, lastRetryAt: number): Promise<CcmRunStatus> {
    try {
        return await context.api.startRun(startRequest(inputs), { lastRetryAt });
    } catch (error) {
        const message = messageOf(error);
        if (!mayHaveActed(error)) throw new Error(`${message}. No run was started.`);
        throw new Error(
            `${message}. A run may have been started all the same, and this update does not know its id: before the next ` +
                `\`pulumi up\`, look at the runs of graph ${inputs.graphId} version ${inputs.graphVersion} that were created just ` +
                "now (GET /v1/workflow_runs, or the page Workflow Runs of CCM) and stop the one that should not be there.",
        );
    }
}
