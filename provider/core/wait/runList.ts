import type { CallOptions, CcmRun } from "../../ccm";
import { createdAtMs } from "../../ccm/createdAt";
import type { LookApi } from "./observeRun";

/** The newest runs of an account, as far as they have been read. */
export interface Listing {
    readonly runs: ReadonlyMap<string, CcmRun>;
    /** Requests that it took. */
    readonly pages: number;
    /** All runs created since then are in it, in milliseconds since 1970; `Infinity` when the service does not sort. */
    readonly completeSince: number;
}

/** Reads the newest runs, until that is enough or there are no more. */
export async function readListing(
    api: Pick<LookApi, "newestRuns">,
    options: CallOptions,
    isEnough: (soFar: Listing) => boolean,
): Promise<Listing> {
    const runs = new Map<string, CcmRun>();
    let listing: Listing = { runs, pages: 0, completeSince: Infinity };
    let isSorted = true;
    let last = Infinity;
    for await (const page of api.newestRuns(options)) {
        for (const run of page) {
            runs.set(run.run_id, run);
            const createdAt = createdAtMs(run.created_at) ?? Infinity;
            isSorted &&= createdAt <= last;
            last = createdAt;
        }
        listing = { ...listing, pages: listing.pages + 1, completeSince: isSorted ? last : Infinity };
        if (isEnough(listing)) return listing;
    }
    return { ...listing, pages: listing.pages + 1 };
}

/**
 * Whether reading on is of no use to those who are wanted: all are found, or older runs only come now, or it would have taken
 * fewer requests to ask for each by itself. A run whose age is not known is not read on for.
 */
export function isEnoughFor(wanted: readonly CcmRun[]): (soFar: Listing) => boolean {
    const oldest = Math.min(...wanted.map(({ created_at }) => createdAtMs(created_at) ?? Infinity));
    return ({ runs, pages, completeSince }) =>
        wanted.every(({ run_id }) => runs.has(run_id)) || completeSince < oldest || pages >= wanted.length;
}

/** Whether a list has something to say about a run, if perhaps late. UNKNOWN asks for the run's own status again and again. */
export function tellsOf({ runs }: Listing, { run_id, run_status }: CcmRun): boolean {
    const listed = runs.get(run_id)?.run_status;
    return listed !== undefined && listed !== "UNKNOWN" && run_status !== "UNKNOWN";
}
