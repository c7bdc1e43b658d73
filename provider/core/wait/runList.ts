import { type CallOptions, type Run, type Clock } from "../../ccm";
import { normalRunId } from "../../contract/runId";
import type { StatusApi } from "./observeRun";

/** The newest runs of an account, as far as they have been read. */
export interface Listing {
    readonly runs: ReadonlyMap<string, Run>;
    /** Number of requests it took. */
    readonly pages: number;
    /** It has all runs created since then, in milliseconds since 1970; `Infinity` if the service does not sort. */
    readonly completeSince: number;
}

/** Reads the newest runs, until `isEnough` or the end of the list. */
export async function readListing(
    api: Pick<StatusApi, "newestRuns">,
    options: CallOptions,
    isEnough: (soFar: Listing) => boolean,
): Promise<Listing> {
    const runs = new Map<string, Run>();
    let listing: Listing = { runs, pages: 0, completeSince: Infinity };
    let isSorted = true;
    let last = Infinity;
    for await (const page of api.newestRuns(options)) {
        for (const run of page) {
            runs.set(run.runId, run);
            const createdAt = run.createdAtMs ?? Infinity;
            isSorted &&= createdAt <= last;
            last = createdAt;
        }
        listing = { ...listing, pages: listing.pages + 1, completeSince: isSorted ? last : Infinity };
        if (isEnough(listing)) return listing;
    }
    return { ...listing, pages: listing.pages + 1 };
}

/**
 * Whether further pages are not needed: all wanted runs are found, only older runs follow, or one request for each run
 * would have been cheaper. No further page is read for a run of unknown age.
 */
export function isEnoughFor(wanted: readonly Run[]): (soFar: Listing) => boolean {
    const oldest = Math.min(...wanted.map(({ createdAtMs }) => createdAtMs ?? Infinity));
    return ({ runs, pages, completeSince }) =>
        wanted.every(({ runId }) => runs.has(runId)) || completeSince < oldest || pages >= wanted.length;
}

/** Timeout of a search in the list, in milliseconds: an account may have many runs. */
const SEEK_LIMIT_MS = 60_000;

/** Finds runs whose status cannot be read, in one list for all callers that search at the same time. */
export class RunListSearch {
    private readonly wanted = new Set<string>();
    private reading: ReturnType<RunListSearch["read"]> | undefined;

    constructor(
        private readonly api: Pick<StatusApi, "listRuns">,
        private readonly clock: Pick<Clock, "now">,
    ) {}

    /** @returns `undefined` if the list does not have the run */
    async find(id: string): Promise<Run | undefined> {
        const runId = normalRunId(id);
        this.wanted.add(runId);
        this.reading ??= this.read().finally(() => {
            this.reading = undefined;
            this.wanted.clear();
        });
        const { runs, isWhole } = await this.reading;
        const run = runs.get(runId);
        // A caller that joined at the end of the read was not searched for.
        return run === undefined && !isWhole ? this.find(runId) : run;
    }

    /** Reads in the order of ids, which is stable: the absence of a run must be a proof. */
    private async read() {
        const runs = new Map<string, Run>();
        for await (const run of this.api.listRuns({ deadline: this.clock.now() + SEEK_LIMIT_MS })) {
            runs.set(run.runId, run);
            this.wanted.delete(run.runId);
            if (this.wanted.size === 0) return { runs, isWhole: false };
        }
        return { runs, isWhole: true };
    }
}
