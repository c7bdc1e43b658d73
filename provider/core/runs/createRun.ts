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
 * Obtains a run for the resource, starting it unless one exists already, and waits for it as specified. The resource
 * may already have a run: the engine repeats a create after a failure and after an interrupted update. Open starts of
 * earlier creates are known from the state, in which each create leaves its stamp, and from the journal.
 *
 * @throws RunFailure if the run exists but did not reach the requested status
 * @throws Error if no run is known to exist; its message says whether one may exist anyway
 */
export async function createRun(context: RunContext, properties: Properties): Promise<CreatedRun> {
    const startedAt = context.clock.now();
    const inputs = parseInputs(properties);
    const stamp = parseStamp(properties["__start"]) === undefined ? undefined : String(properties["__start"]);
    const state = stamp === undefined ? undefined : await context.stackState.duringCreate(context.urn, stamp);
    const recorder = new StartRecorder(context, stamp, state?.stackId);
    const first = await obtainRun(context, recorder, inputs, state, stamp, startedAt);
    const { runId } = first;
    // Without checkpoints during the update, returning a run to the engine does not mean that it is recorded.
    const returned = () => (state === undefined ? undefined : recorder.returned());
    try {
        const outputs = await awaitAndCollectOutputs(context, properties, inputs, first, startedAt);
        returned();
        return { runId, outputs };
    } catch (error) {
        // The engine records a failed create like a successful one.
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
