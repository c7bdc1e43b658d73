import type { Clock, Random, Run, RunObservation } from "../../ccm";
import { hasFailed, RUN_STATUS } from "../../contract/runStatus";
import { observeRun, type StatusApi } from "./observeRun";
import { listedPollInterval, pollInterval } from "./pollInterval";
import { isEnoughFor, type Listing, readListing, RunListSearch } from "./runList";
import type { PollRequest, StatusOptions, StatusReader } from "./statusReader";

/** Concurrent waits or reads from which on the list of runs is read, too: it answers for all of them. */
const MANY = 4;
/** Maximum age in milliseconds of a list that `readBatch` uses. */
const RECENT_MS = 2_000;
/** A list that shows a run makes its status requests rarer for this long, in milliseconds. */
const LISTED_MS = 60_000;
const LIST_LIMIT_MS = 10_000;
/** A list that could not be read, or showed less than half of the runs, is not read for this long, in milliseconds. */
const LIST_BACKOFF_MS = 60_000;
/** How long a request without a limit of its own is repeated while the service throttles, in milliseconds. */
const DEFAULT_LIMIT_MS = 10 * 60_000;
/** A request just before the limit still gets a second, so that the limit reports the status and not a timeout. */
const LAST_READ_MS = 1_000;

/** A wait between two polls. */
interface Waiter {
    readonly known: Run;
    /** Milliseconds. */
    readonly interval: number;
    /** Ends the pause: the run's status is due. */
    readonly wake: () => void;
}

/**
 * Polls the runs of a process, each by its own status request at its own interval. While many are waited for, the list of
 * runs is read as a hint: a run that has changed there is polled at once, and the others less often. The list is a table
 * that may lag, so no wait ends by what it shows, and each run is polled now and then whatever it shows.
 */
export class PollingStatusReader implements StatusReader {
    private readonly waiters = new Set<Waiter>();
    private readonly batch = new Set<Run>();
    private listing: Pick<Listing, "runs"> & { readonly askedAt: number } = NO_LISTING;
    private listBackoffUntil = -Infinity;
    private reading: Promise<void> | undefined;
    private isWatching = false;
    private readonly search: RunListSearch;

    constructor(
        private readonly api: StatusApi,
        private readonly clock: Clock,
        private readonly random: Random,
    ) {
        this.search = new RunListSearch(api, clock);
    }

    readStatus(runId: string, options: StatusOptions = {}): Promise<RunObservation> {
        const now = this.clock.now();
        const deadline = Math.max(options.deadline ?? now + DEFAULT_LIMIT_MS, now + LAST_READ_MS);
        return observeRun(
            () => this.api.runStatus(runId, { ...options, deadline }),
            () => this.search.find(runId),
        );
    }

    async readBatch(known: Run, options: StatusOptions = {}): Promise<RunObservation> {
        this.batch.add(known);
        try {
            if (this.batch.size >= MANY && !this.listed(known, RECENT_MS)) await this.readList();
            const listed = this.listed(known, RECENT_MS);
            return listed && isSame(listed, known) ? listed : await this.readStatus(known.runId, options);
        } finally {
            this.batch.delete(known);
        }
    }

    async poll({ known, waitedMs, limit, ...options }: PollRequest): Promise<RunObservation> {
        await this.pause(known, waitedMs, limit);
        return this.readStatus(known.runId, { ...options, deadline: limit });
    }

    private async pause(known: Run, waitedMs: number, limit: number): Promise<void> {
        const interval = pollInterval(waitedMs, this.random);
        let wake = (): void => undefined;
        const woken = new Promise<void>((resolve) => (wake = resolve));
        const waiter: Waiter = { known, interval, wake };
        this.waiters.add(waiter);
        void this.watchList();
        const { maxRequestsPerSecond } = this.api;
        const pauseMs = this.listed(known, LISTED_MS)
            ? listedPollInterval(waitedMs, this.waiters.size, maxRequestsPerSecond, this.random)
            : interval;
        try {
            await Promise.race([woken, this.clock.sleep(Math.min(pauseMs, limit - this.clock.now()))]);
        } finally {
            this.waiters.delete(waiter);
        }
    }

    /** Reads the list at the shortest interval of the runs that are waited for, while they are many. */
    private async watchList(): Promise<void> {
        if (this.isWatching) return;
        this.isWatching = true;
        try {
            while (this.waiters.size >= MANY) {
                await this.clock.sleep(Math.min(...[...this.waiters].map(({ interval }) => interval)));
                if (this.waiters.size >= MANY) await this.readList();
            }
        } catch {
            // The engine is gone. The pause of each waiter ends by the same error.
        } finally {
            this.isWatching = false;
        }
    }

    private readList(): Promise<void> {
        return (this.reading ??= this.readListOnce().finally(() => (this.reading = undefined)));
    }

    /** Without a list that helps, each run is polled at its own interval. */
    private async readListOnce(): Promise<void> {
        const askedAt = this.clock.now();
        if (askedAt < this.listBackoffUntil) return;
        const wanted = [...[...this.waiters].map(({ known }) => known), ...this.batch];
        const options = { deadline: askedAt + LIST_LIMIT_MS };
        const listing = await readListing(this.api, options, isEnoughFor(wanted)).catch(() => undefined);
        const shown = wanted.filter(({ runId }) => listing?.runs.has(runId)).length;
        const isOfUse = listing !== undefined && shown * 2 >= wanted.length;
        this.listing = isOfUse ? { runs: listing.runs, askedAt } : NO_LISTING;
        if (!isOfUse) this.listBackoffUntil = this.clock.now() + LIST_BACKOFF_MS;
        for (const { known, wake } of this.waiters) {
            if (!isOfUse || isNews(listing.runs.get(known.runId), known)) wake();
        }
    }

    /** A run as the list shows it, if that is recent enough. */
    private listed({ runId }: Run, maxAgeMs: number): Run | undefined {
        return this.clock.now() - this.listing.askedAt <= maxAgeMs ? this.listing.runs.get(runId) : undefined;
    }
}

const NO_LISTING = { runs: new Map<string, Run>(), askedAt: -Infinity };

/** Whether a row of the list calls for the run's own status. A lower stage is from before, and UNKNOWN says nothing. */
function isNews(listed: Run | undefined, known: Run): boolean {
    if (listed === undefined || listed.status === known.status) return false;
    const [now, before] = [RUN_STATUS[listed.status].stage, RUN_STATUS[known.status].stage];
    return now !== undefined && (before === undefined || now >= before);
}

/** Whether a row of the list needs no status request. Only `/status` knows what UNKNOWN is and why a run has failed. */
function isSame({ status }: Run, known: Run): boolean {
    return status === known.status && status !== "UNKNOWN" && !hasFailed(status);
}
