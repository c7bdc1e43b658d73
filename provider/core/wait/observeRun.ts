import { type CcmClient, CcmStatusError, type Run, type RunObservation } from "../../ccm";
import { normalRunId } from "../../contract/runId";

/** The operations of the service that reading a status needs. */
export type StatusApi = Pick<CcmClient, "runStatus" | "listRuns" | "newestRuns" | "maxRequestsPerSecond">;

/**
 * Reads a run's status from `/status`, or from the list of runs if `/status` is refused or unavailable, as for a Reader
 * (403) and after the orchestrator's object is deleted (404, 5xx). The list may lag.
 *
 * @param readStatus requests `/status`
 * @param findListed searches for the run in the list
 * @throws the error of `/status` if the list does not help either; its 404 alone does not prove that a run is gone
 */
export async function observeRun(
    readStatus: () => Promise<Run>,
    findListed: () => Promise<Run | undefined>,
): Promise<RunObservation> {
    try {
        return await readStatus();
    } catch (error) {
        if (!isWorthTheList(error)) throw error;
        const run = await findListed().catch(() => {
            throw error;
        });
        if (run !== undefined) return run;
        if (error.status === 404) return "gone";
        throw error;
    }
}

function isWorthTheList(error: unknown): error is CcmStatusError {
    return error instanceof CcmStatusError && (error.status === 403 || error.status === 404 || error.status >= 500);
}

/** Finds a single run in the list. For concurrent searches use `RunListSearch`. */
export async function findInList(api: Pick<StatusApi, "listRuns">, runId: string): Promise<Run | undefined> {
    for await (const run of api.listRuns()) {
        if (run.runId === normalRunId(runId)) return run;
    }
    return undefined;
}
