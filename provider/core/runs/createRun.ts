import type { Run } from "../../ccm";
import { recoverOrphan } from "../recovery/recoverOrphan";
import type { RunContext } from "../recovery/runContext";
import { StartRecorder } from "../recovery/startRecorder";
import { durationMs } from "../text";
import type { Properties } from "../validation";
import { adoptNamedRun, adoptActiveRun } from "./adoptRun";
import { RunFailure, awaitAndCollectOutputs } from "./awaitAndCollectOutputs";
import { parseInputs, type WorkflowRunInputs } from "./runInputs";
import { startRun } from "./startRun";

export interface CreatedRun {
    readonly runId: string;
    readonly outputs: Properties;
}

/**
 * Makes a run the resource's own, starting it unless there is one already, and waits for it as asked. That this is called
 * does not mean that the resource has none yet: the engine calls it again after a failure, and after an interrupted update.
 *
 * The journal goes on naming the run until somebody has seen it in state.
 *
 * @throws RunFailure when the run is there but did not get where it should
 * @throws Error when no run is known to be there; its text says whether one may be all the same
 */
export async function createRun(context: RunContext, properties: Properties): Promise<CreatedRun> {
    const startedAt = context.clock.now();
    const inputs = parseInputs(properties);
    const recorder = new StartRecorder(context);
    const first = await obtainRun(context, recorder, inputs, startedAt);
    const { runId } = first;
    try {
        return { runId, outputs: await awaitAndCollectOutputs(context, properties, inputs, first, startedAt) };
    } catch (error) {
        // The engine records a failed create as it records a good one, but the program does not get to see the run.
        if (error instanceof RunFailure && (await context.isListening())) await recorder.failed();
        throw error;
    }
}

async function obtainRun(
    context: RunContext,
    recorder: StartRecorder,
    inputs: WorkflowRunInputs,
    startedAt: number,
): Promise<Run> {
    const { adoptRunId, ifActive = "start", timeouts } = inputs;
    const orphan = await recorder.recall();
    const taken = orphan === undefined ? undefined : await recoverOrphan(context, recorder, inputs, orphan);
    if (taken !== undefined) return taken;
    if (adoptRunId !== undefined) return adoptNamedRun(context, recorder, inputs, adoptRunId);
    const active = ifActive === "start" ? undefined : await adoptActiveRun(context, recorder, inputs);
    return active ?? startRun(context, recorder, inputs, startedAt + durationMs(timeouts.start));
}
