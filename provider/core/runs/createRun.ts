import type { Run } from "../../ccm";
import { takeLeftRun } from "../recovery/recoverOrphan";
import type { Context } from "../recovery/runContext";
import { OwnStart } from "../recovery/startRecorder";
import { durationMs } from "../text";
import type { Properties } from "../validation";
import { adoptNamedRun, adoptTwin } from "./adoptRun";
import { RunFailure, settle } from "./awaitAndCollectOutputs";
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
export async function createRun(context: Context, properties: Properties): Promise<CreatedRun> {
    const startedAt = context.clock.now();
    const inputs = parseInputs(properties);
    const own = new OwnStart(context);
    const first = await obtainRun(context, own, inputs, startedAt);
    const { runId } = first;
    try {
        return { runId, outputs: await settle(context, properties, inputs, first, startedAt) };
    } catch (error) {
        // The engine records a failed create as it records a good one, but the program does not get to see the run.
        if (error instanceof RunFailure && (await context.isListening())) await own.failed();
        throw error;
    }
}

async function obtainRun(context: Context, own: OwnStart, inputs: WorkflowRunInputs, startedAt: number): Promise<Run> {
    const { adoptRunId, ifActive = "start", timeouts } = inputs;
    const left = await own.recall();
    const taken = left === undefined ? undefined : await takeLeftRun(context, own, inputs, left);
    if (taken !== undefined) return taken;
    if (adoptRunId !== undefined) return adoptNamedRun(context, own, inputs, adoptRunId);
    const twin = ifActive === "start" ? undefined : await adoptTwin(context, own, inputs);
    return twin ?? startRun(context, own, inputs, startedAt + durationMs(timeouts.start));
}
