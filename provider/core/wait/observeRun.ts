import { type CcmClient, CcmStatusError, type Run, type RunObservation } from "../../ccm";
import { normalRunId } from "../../contract/runId";

/** What reading the status of a run needs of the service. */
export type StatusApi = Pick<CcmClient, "runStatus" | "listRuns" | "newestRuns" | "maxRequestsPerSecond">;

/**
 * How a run stands: by `/status`; by the list of runs when the status is refused or not to be had, as happens to a
 * Reader (403) and once the orchestrator's object is gone (404, 5xx). The list may lag behind.
 *
 * @param readStatus asks `/status`
 * @param findListed looks for the run in the list
 * @throws the error of `/status` when the list does not help either; a 404 of it alone is not proof that a run is gone
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

/** A single run in the list; many that are looked for at the same time share one by `RunListSearch`. */
export async function findInList(api: Pick<StatusApi, "listRuns">, runId: string): Promise<Run | undefined> {
    for await (const run of api.listRuns()) {
        if (run.runId === normalRunId(runId)) return run;
    }
    return undefined;
}
