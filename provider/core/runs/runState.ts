import { z } from "zod";
import { isFinished, RUN_STATUSES } from "../../contract/runStatus";
import { RUN_OUTPUTS, type RunOutputs } from "../wait/runOutputs";
import type { Properties } from "../validation";

/**
 * The fields that the package reads from a state of any of its versions: only what decisions need. A missing or invalid
 * field is not an error.
 */
export const stateSchema = z.object({
    runStatus: z.enum(RUN_STATUSES).catch("UNKNOWN"),
    graphId: z.string().optional().catch(undefined),
    rerunOn: z.array(z.string()).catch([]),
    stopOnDelete: z.boolean().catch(true),
    /** The stamp of the create that started the run; absent in states of versions without stamps. */
    __start: z.string().optional().catch(undefined),
    /** Set while an interrupted wait is not complete. Hidden from users, whom the status informs. */
    __waiting: z.boolean().catch(false),
    /** When the run was first seen in a final status, as ISO 8601 text: CCM does not report when a run ended. */
    __endSeenAt: z.string().optional().catch(undefined),
});

export type State = z.infer<typeof stateSchema>;

export function readState(outputs: Properties): State {
    return stateSchema.parse(outputs);
}

/** The outputs of the run in a state. */
export function runOutputsOf(state: Properties): RunOutputs {
    return Object.fromEntries(RUN_OUTPUTS.filter((name) => name in state).map((name) => [name, state[name]]));
}

/**
 * The outputs with the time at which the run was first seen in its final status.
 *
 * @param previous the previous outputs
 * @param now wall-clock time, in milliseconds since 1970
 */
export function withFinishedObservedAt(outputs: RunOutputs, previous: RunOutputs, now: number): RunOutputs {
    const { runStatus } = readState(outputs);
    const isNew = isFinished(runStatus) && runStatus !== readState(previous).runStatus;
    return isNew ? { ...outputs, __endSeenAt: new Date(now).toISOString() } : outputs;
}
