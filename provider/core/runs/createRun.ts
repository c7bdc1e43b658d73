import type { Run } from "../../ccm";
import { recoverOpenStarts } from "../recovery/recoverOpenStarts";
import type { RunContext } from "../recovery/runContext";
import type { StackState } from "../recovery/stackState";
import { StartRecorder } from "../recovery/startRecorder";
import { parseStamp } from "../recovery/startStamp";
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
 * What earlier creates have left open is told by the state, in which each leaves its stamp, and by the journal.
 *
 * @throws RunFailure when the run is there but did not get where it should
 * @throws Error when no run is known to be there; its text says whether one may be all the same
 */
export async function createRun(context: RunContext, properties: Properties): Promise<CreatedRun> {
    const startedAt = context.clock.now();
    const inputs = parseInputs(properties);
    const stamp = parseStamp(properties["__start"]) === undefined ? undefined : String(properties["__start"]);
    const state = stamp === undefined ? undefined : await context.stackState.duringCreate(context.urn, stamp);
    const recorder = new StartRecorder(context, stamp, state?.stackId);
    const first = await obtainRun(context, recorder, inputs, state, stamp, startedAt);
    const { runId } = first;
    // Where the state is not kept while it is updated, that the engine is told does not mean that it is written down.
    const returned = () => (state === undefined ? undefined : recorder.returned());
    try {
        const outputs = await awaitAndCollectOutputs(context, properties, inputs, first, startedAt);
        returned();
        return { runId, outputs };
    } catch (error) {
        // The engine records a failed create as it records a good one.
        if (error instanceof RunFailure && (await context.isListening())) {
            recorder.failed();
            returned();
        }
        throw error;
    }
}

async function obtainRun(
    context: RunContext,
    recorder: StartRecorder,
    inputs: WorkflowRunInputs,
    state: StackState | undefined,
    stamp: string | undefined,
    startedAt: number,
): Promise<Run> {
    const { adoptRunId, ifActive = "start", timeouts } = inputs;
    const taken = await recoverOpenStarts(context, recorder, inputs, state, stamp);
    if (taken !== undefined) return taken;
    if (adoptRunId !== undefined) return adoptNamedRun(context, recorder, inputs, adoptRunId);
    const active = ifActive === "start" ? undefined : await adoptActiveRun(context, recorder, inputs, state);
    return active ?? startRun(context, recorder, inputs, state, startedAt + durationMs(timeouts.start));
}
