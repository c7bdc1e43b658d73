import { z } from "zod";
import { RUN_STATUSES } from "../../ccm";
import type { Properties } from "../properties";
import { RUN_OUTPUTS, type RunOutputs } from "../runOutputs";

/**
 * What the package reads from a state, whichever version of it wrote that: only what decisions need, and nothing that
 * a missing or odd field could break.
 */
export const stateSchema = z.object({
    runStatus: z.enum(RUN_STATUSES).catch("UNKNOWN"),
    graphId: z.string().optional().catch(undefined),
    rerunOn: z.array(z.string()).catch([]),
    stopOnDelete: z.boolean().catch(true),
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
