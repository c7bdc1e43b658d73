import { isFinished } from "../../ccm";
import type { RunOutputs } from "../runOutputs";
import { readState } from "./runState";

/**
 * The outputs with the time at which the run was first seen in its final status.
 *
 * @param previous the outputs before
 * @param now wall-clock time, in milliseconds since 1970
 */
export function withEndSeenAt(outputs: RunOutputs, previous: RunOutputs, now: number): RunOutputs {
    const { runStatus } = readState(outputs);
    const isNew = isFinished(runStatus) && runStatus !== readState(previous).runStatus;
    return isNew ? { ...outputs, __endSeenAt: new Date(now).toISOString() } : outputs;
}
