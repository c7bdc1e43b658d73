import type { CallOptions, CcmRun } from "../../ccm";
import { createdAtMs } from "./createdAt";
import type { LookApi } from "./observe";

export interface Listing {
    readonly runs: ReadonlyMap<string, CcmRun>;
    /** Requests that it took. */
    readonly pages: number;
}

/**
 * The newest runs of the account, as far back as it takes to find those that are wanted.
 *
 * A service that does not sort is read to its end. In no case more pages are read than it would take requests to ask for
 * each run by itself.
 */
export async function listUntil(api: LookApi, options: CallOptions, wanted: readonly CcmRun[]): Promise<Listing> {
    const missing = new Set(wanted.map(({ run_id }) => run_id));
    const oldest = Math.min(...wanted.map(({ created_at }) => createdAtMs(created_at) ?? -Infinity));
    const runs = new Map<string, CcmRun>();
    let pages = 0;
    let isSorted = true;
    let last = Infinity;
    for await (const page of api.newestRuns(options)) {
        pages += 1;
        for (const run of page) {
            runs.set(run.run_id, run);
            missing.delete(run.run_id);
            const createdAt = createdAtMs(run.created_at) ?? Infinity;
            isSorted &&= createdAt <= last;
            last = createdAt;
        }
        if (missing.size === 0 || (isSorted && last < oldest) || pages >= wanted.length) break;
    }
    return { runs, pages: Math.max(1, pages) };
}
