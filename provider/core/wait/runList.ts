import { type CallOptions, type Run, type Clock } from "../../ccm";
import { normalRunId } from "../../contract/runId";
import type { StatusApi } from "./observeRun";

/** The newest runs of an account, as far as they have been read. */
export interface Listing {
    readonly runs: ReadonlyMap<string, Run>;
    /** Requests that it took. */
    readonly pages: number;
    /** All runs created since then are in it, in milliseconds since 1970; `Infinity` when the service does not sort. */
    readonly completeSince: number;
}

/** Reads the newest runs, until that is enough or there are no more. */
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
 * Whether reading on is of no use to those who are wanted: all are found, or older runs only come now, or it would have taken
 * fewer requests to ask for each by itself. A run whose age is not known is not read on for.
 */
export function isEnoughFor(wanted: readonly Run[]): (soFar: Listing) => boolean {
    const oldest = Math.min(...wanted.map(({ createdAtMs }) => createdAtMs ?? Infinity));
    return ({ runs, pages, completeSince }) =>
        wanted.every(({ runId }) => runs.has(runId)) || completeSince < oldest || pages >= wanted.length;
}

/** A run that only the list can show is worth so long, in milliseconds: an account may have many. */
const SEEK_LIMIT_MS = 60_000;

/** Runs whose status is not to be had: the list is read once for all who look for one of them meanwhile. */
export class RunListSearch {
    private readonly wanted = new Set<string>();
    private reading: ReturnType<RunListSearch["read"]> | undefined;

    constructor(
        private readonly api: Pick<StatusApi, "listRuns">,
        private readonly clock: Pick<Clock, "now">,
    ) {}

    /** `undefined` when the list does not show it. */
    async find(id: string): Promise<Run | undefined> {
        const runId = normalRunId(id);
        this.wanted.add(runId);
        this.reading ??= this.read().finally(() => {
            this.reading = undefined;
            this.wanted.clear();
        });
        const { runs, isWhole } = await this.reading;
        const run = runs.get(runId);
        // Who came as it ended was not looked for.
        return run === undefined && !isWhole ? this.find(runId) : run;
    }

    /** In the order of ids, which neither moves nor skips: that a run is not there has to be a proof. */
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
