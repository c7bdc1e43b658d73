import { z } from "zod";
import { isFinished, RUN_STATUSES } from "../../contract/runStatus";
import { RUN_OUTPUTS, type RunOutputs } from "../wait/runOutputs";
import type { Properties } from "../validation";

/**
 * What the package reads from a state, whichever version of it wrote that: only what decisions need, and nothing that
 * a missing or odd field could break.
 */
export const stateSchema = z.object({
    runStatus: z.enum(RUN_STATUSES).catch("UNKNOWN"),
    graphId: z.string().optional().catch(undefined),
    rerunOn: z.array(z.string()).catch([]),
    stopOnDelete: z.boolean().catch(true),
    /** The stamp of the create that started the run; none in states of versions before it. */
    __start: z.string().optional().catch(undefined),
    /** Set while a wait that was cut short has not been made good. Hidden from people: the status says it to them. */
    __waiting: z.boolean().catch(false),
    /** When the run was first seen in a final status, as ISO 8601 text: CCM does not tell when a run ended. */
    __endSeenAt: z.string().optional().catch(undefined),
});

export type State = z.infer<typeof stateSchema>;

export function readState(outputs: Properties): State {
    return stateSchema.parse(outputs);
}

/** The outputs that a state already has of the run. */
export function runOutputsOf(state: Properties): RunOutputs {
    return Object.fromEntries(RUN_OUTPUTS.filter((name) => name in state).map((name) => [name, state[name]]));
}

/**
 * The outputs with the time at which the run was first seen in its final status.
 *
 * @param previous the outputs before
 * @param now wall-clock time, in milliseconds since 1970
 */
export function withFinishedObservedAt(outputs: RunOutputs, previous: RunOutputs, now: number): RunOutputs {
    const { runStatus } = readState(outputs);
    const isNew = isFinished(runStatus) && runStatus !== readState(previous).runStatus;
    return isNew ? { ...outputs, __endSeenAt: new Date(now).toISOString() } : outputs;
}
