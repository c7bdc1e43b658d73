import { CcmStatusError, type CallOptions, type CcmRunStatus } from "../../ccm";
import type { RunScene, WatchApi } from "../context";

export type Observation =
    | { readonly kind: "found"; readonly status: CcmRunStatus }
    /** Neither the orchestrator nor the list of runs knows it. */
    | { readonly kind: "gone" };

type LookApi = Pick<WatchApi, "runStatus" | "listRuns">;

/**
 * How a run stands: by `/status`; by the list of runs when the status is refused or not to be had, as happens to a
 * Reader (403) and once the orchestrator's object is gone (404, 5xx). The list may lag behind.
 *
 * @throws the error of `/status` when the list does not help either; a 404 of it alone is not proof that a run is gone
 */
export async function observeRun(api: LookApi, runId: string, options: CallOptions = {}): Promise<Observation> {
    try {
        return { kind: "found", status: await api.runStatus(runId, options) };
    } catch (error) {
        if (!isWorthTheList(error)) throw error;
        const run = await findInList(api, runId, options).catch(() => {
            throw error;
        });
        if (run !== undefined) return { kind: "found", status: { run } };
        if (error.status === 404) return { kind: "gone" };
        throw error;
    }
}

/**
 * The same, within a time limit. A look that starts just before the limit still gets a second, so that the limit finds the
 * truth and not a time-out.
 */
export function observeRunBefore({ api, clock }: RunScene, runId: string, limit: number): Promise<Observation> {
    return observeRun(api, runId, { deadline: Math.max(limit, clock.now() + 1000) });
}

function isWorthTheList(error: unknown): error is CcmStatusError {
    return error instanceof CcmStatusError && (error.status === 403 || error.status === 404 || error.status >= 500);
}

async function findInList(api: LookApi, runId: string, options: CallOptions) {
    for await (const run of api.listRuns(options)) {
        if (run.run_id === runId) return run;
    }
    return undefined;
}
