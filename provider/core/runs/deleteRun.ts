import { cleanUpOrphans } from "../recovery/cleanUpOrphans";
import type { RunContext } from "../recovery/runContext";
import type { Properties } from "../validation";
import { stopRun } from "../wait/stopRun";
import { parseStopLimit } from "./runInputs";
import { readState } from "./runState";

/**
 * Stops the run of a deleted or replaced resource unless it has ended, and waits until it has. Idempotent. The service
 * keeps the run's record, which cannot be deleted.
 *
 * @throws Error if the run may still be active; Pulumi then keeps the resource, and the next `destroy` tries again
 */
export async function deleteRun(context: RunContext, runId: string, outputs: Properties): Promise<void> {
    const { report, ownership, urn } = context;
    const { runStatus, stopOnDelete, __start: stamp } = readState(outputs);
    if (stamp !== undefined) ownership.deleted(urn, stamp);
    const limitMs = parseStopLimit(outputs["timeouts"]);
    if (ownership.staysOnDelete(urn, runId)) {
        report.warn(`run ${runId} is not stopped: another resource adopted it in this update`);
        return;
    }
    if (stopOnDelete) {
        const why = ownership.isHolder(urn) ? "another run replaces it" : "its resource is removed";
        if ((await stopRun(context, runId, runStatus, why, limitMs)) === "UNKNOWN_TO_CCM") {
            report.warn(
                `run ${runId}, last seen ${runStatus}, is not known to CCM any more, so it could not be ` +
                    "stopped. If the account or the endpoint was changed since it was started, it may still be " +
                    "active in the former one: stop it there.",
            );
        }
    } else {
        report.info(`run ${runId} was not stopped (stopOnDelete: false)`);
    }
    // If the program still declares the resource, its next create handles the starts in the journal.
    if (!ownership.isHolder(urn)) await cleanUpOrphans(context, runId, stamp, limitMs);
}
