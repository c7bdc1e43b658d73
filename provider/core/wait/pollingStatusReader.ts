import {
    type CallOptions,
    CcmConnectionError,
    CcmCredentialError,
    type Run,
    CcmStatusError,
    type Clock,
    isThrottled,
    type RunObservation,
    oneTry,
    type Random,
} from "../../ccm";
import { isFinished } from "../../contract/runStatus";
import { decidePoll, isDueSoon, isEnough, type PollDecision } from "./decidePoll";
import { ListLag, type Sampled } from "./listLag";
import { type StatusApi, observeRun } from "./observeRun";
import { allowedDelay, pollInterval } from "./pollInterval";
import { isEnoughFor, type Listing, readListing, RunListSearch, isTelling } from "./runList";
import type { StatusOptions, StatusReader, PollRequest } from "./statusReader";

/** How long a look that has no limit of its own goes on asking a service that throttles, in milliseconds. */
const DEFAULT_LIMIT_MS = 10 * 60_000;
/** What the list has said within this time, in milliseconds, is good enough for who only looks in passing. */
const RECENT_MS = 2_000;
/** A list that does not answer within this time, in milliseconds, is not waited for. */
const LIST_LIMIT_MS = 10_000;
/** The same for the status that is asked for before it. */
const SAMPLE_LIMIT_MS = 2_000;
/** So long a list that could not be read, or did not help, is left alone, in milliseconds. */
const LIST_BACKOFF_MS = 60_000;
/** A look that starts just before the limit still gets a second, so that the limit finds the truth and not a time-out. */
const LAST_READ_MS = 1000;

type Options = StatusOptions & { readonly deadline: number };

interface StatusNeed {
    readonly known: Run;
    readonly pauseMs: number;
    /** By the clock: how it stood before is known from then, or from a look that failed then. */
    readonly knownAt: number;
    /** By the clock: what the list says is good enough from when on. */
    readonly goodFrom: number;
    /** How far the list may lag behind for it. */
    readonly toleratedLagMs: number;
    /** Whether an end is good enough however far it lags: what has ended stays so, but may be gone since. */
    readonly anyEnd: boolean;
}

/** Somebody who waits for an answer. The first one counts; after that it is no turn any more. */
interface Waiter extends StatusNeed {
    readonly dueAt: number;
    readonly onThrottled: StatusOptions["onThrottled"];
    /** Aborted with the answer. */
    readonly signal: AbortSignal;
    answer(observation: RunObservation): void;
    fail(error: Error): void;
}

/**
 * Looks at the runs of a process. Each run that is waited for has its own pace; when several are due at about the same
 * time, one look at the list serves all, whatever their number.
 *
 * The list is a table that may lag behind the orchestrator. Before each look at it, the status of one run, drawn by chance,
 * is asked for. Once the list has been seen to be behind by more than a run may wait for, that run's own status is asked
 * for, and the list again after each few of them: what has ended by it has ended. A lag that no such sample has shown yet is
 * not known of.
 */
export class PollingStatusReader implements StatusReader {
    private readonly waiters = new Set<Waiter>();
    /** The look at the list that is under way for all that wait. */
    private sharing: Promise<void> | undefined;
    /** The list as it was read last. */
    private latest: Listing & { readonly askedAt: number } = NO_LISTING;
    private askedSinceList = 0;
    private listBackoffUntil = -Infinity;
    private readonly lag = new ListLag();
    private readonly search: RunListSearch;

    constructor(
        private readonly api: StatusApi,
        private readonly clock: Clock,
        private readonly random: Random,
    ) {
        this.search = new RunListSearch(api, clock);
    }

    async readStatus(
        runId: string,
        options: StatusOptions & Pick<CallOptions, "signal"> = {},
    ): Promise<RunObservation> {
        const now = this.clock.now();
        const deadline = Math.max(options.deadline ?? now + DEFAULT_LIMIT_MS, now + LAST_READ_MS);
        const observation = await observeRun(
            () => this.askStatus(runId, { ...options, deadline }),
            () => this.search.find(runId),
        );
        this.askedSinceList += 1;
        return observation;
    }

    readBatch(known: Run, options: StatusOptions = {}): Promise<RunObservation> {
        const now = this.clock.now();
        const need = {
            known,
            pauseMs: 0,
            // By the last update, whenever that was: a list that one status contradicts is not believed any more.
            knownAt: -Infinity,
            goodFrom: now - RECENT_MS,
            toleratedLagMs: RECENT_MS,
            anyEnd: false,
        };
        return this.wait(need, { ...options, deadline: options.deadline ?? now + DEFAULT_LIMIT_MS });
    }

    poll({ known, waitedMs, limit, ...options }: PollRequest): Promise<RunObservation> {
        const now = this.clock.now();
        const pauseMs = Math.min(limit - now, pollInterval(waitedMs, this.random));
        // Half of what is left beside the pause: asking for each status takes its time, too.
        const toleratedLagMs = Math.max(0, allowedDelay(waitedMs) - pauseMs) / 2;
        const need = { known, pauseMs, knownAt: now, goodFrom: now, toleratedLagMs, anyEnd: true };
        return this.wait(need, { ...options, deadline: limit });
    }

    private wait(need: StatusNeed, options: Options): Promise<RunObservation> {
        return new Promise((resolve, reject) => {
            const answered = new AbortController();
            const over = () => {
                this.waiters.delete(waiter);
                // Without a reason an error with a stack trace is made for each.
                answered.abort("answered");
            };
            const waiter: Waiter = {
                ...need,
                onThrottled: options.onThrottled,
                signal: answered.signal,
                dueAt: this.clock.now() + need.pauseMs,
                answer: (observation) => {
                    over();
                    resolve(observation);
                },
                fail: (error) => {
                    over();
                    reject(error);
                },
            };
            this.waiters.add(waiter);
            const pause = waiter.pauseMs > 0 ? this.clock.sleep(waiter.pauseMs) : Promise.resolve();
            pause.then(() => this.answerInTime(waiter, options)).catch((error: unknown) => waiter.fail(error as Error));
        });
    }

    private async answerInTime(waiter: Waiter, options: Options): Promise<void> {
        // Near its limit a run is not made to wait for a list.
        if (options.deadline - this.clock.now() > SAMPLE_LIMIT_MS + LIST_LIMIT_MS) {
            this.answerByList(waiter);
            if (!this.waiters.has(waiter)) return;
            this.shareIfOfUse(this.decide());
            await this.sharing;
            this.answerByList(waiter);
        }
        if (!this.waiters.has(waiter)) return;
        // While it is asked for, a look at the list may answer it as well.
        waiter.answer(await this.readStatus(waiter.known.runId, { ...options, signal: waiter.signal }));
        this.shareIfOfUse(this.decideAgain());
    }

    /** Only what `/status` itself tells is news by which a lag of the list shows. */
    private async askStatus(runId: string, options: CallOptions): Promise<Run> {
        const askedAt = this.clock.now();
        const run = await this.api.runStatus(runId, options);
        this.lag.record(run, askedAt, this.clock.now());
        return run;
    }

    private shareIfOfUse({ by }: PollDecision): void {
        if (by === "list") this.sharing ??= this.shareList().finally(() => (this.sharing = undefined));
    }

    private decide(): PollDecision {
        const now = this.clock.now();
        const due = [...this.waiters].filter((waiter) => isDueSoon(waiter, now));
        const dueInList = due.filter((waiter) => this.lag.ms <= waiter.toleratedLagMs);
        return decidePoll({ ...this.listState(now), due: due.length, dueInList: dueInList.length });
    }

    /** For those whose own status is being asked for: the list was not good enough for them. */
    private decideAgain(): PollDecision {
        const now = this.clock.now();
        const due = [...this.waiters].filter(({ dueAt, anyEnd }) => anyEnd && dueAt <= now);
        return decidePoll({ ...this.listState(now), due: due.length, dueInList: 0 });
    }

    private listState(now: number) {
        const { pages, askedAt } = this.latest;
        return {
            pages,
            sinceListMs: now - askedAt,
            askedSinceList: this.askedSinceList,
            isListBackedOff: now < this.listBackoffUntil,
        };
    }

    /** Looks at the list and answers all that wait, as far as it can answer for them. */
    private async shareList(): Promise<void> {
        const waiters = [...this.waiters];
        // First, so that a list that does not show what it told is certainly behind.
        const sampled = await this.sample(waiters);
        const askedAt = this.clock.now();
        let listing: Listing;
        try {
            const need = waiters.map(({ known }) => known);
            listing = await this.readPatiently(isEnoughFor(need), askedAt + LIST_LIMIT_MS);
        } catch (error) {
            const now = this.clock.now();
            if (!keepsAllFromUs(error, sampled !== undefined)) {
                this.listBackoffUntil = now + LIST_BACKOFF_MS;
                return;
            }
            for (const waiter of waiters) {
                // Who waits looks again later. Who looks once is worth requests of its own.
                if (waiter.dueAt <= now && waiter.pauseMs > 0) waiter.fail(error as Error);
            }
            return;
        } finally {
            this.askedSinceList = 0;
        }
        this.latest = { ...listing, askedAt };
        this.lag.measure(listing.runs, askedAt, this.clock.now(), sampled);
        const due = waiters.filter((waiter) => this.waiters.has(waiter) && isDueSoon(waiter, askedAt));
        for (const waiter of this.waiters) this.answerByList(waiter);
        // Of old runs in an account with many newer ones, say: looking at it again would only cost time.
        const served = due.filter(({ known }) => isTelling(listing, known)).length;
        if (served * 2 < due.length) this.listBackoffUntil = this.clock.now() + LIST_BACKOFF_MS;
    }

    /** Tries again while the service only asks for a pause: asking for each run would take more requests, not fewer. */
    private async readPatiently(isEnoughRead: (soFar: Listing) => boolean, deadline: number): Promise<Listing> {
        const now = this.clock.now();
        try {
            return await readListing(this.api, { deadline, lastRetryAt: now, first: true }, isEnoughRead);
        } catch (error) {
            if (!isThrottled(error) || this.clock.now() >= deadline) throw error;
            for (const waiter of this.waiters) waiter.onThrottled?.(this.clock.now() - now);
            return this.readPatiently(isEnoughRead, deadline);
        }
    }

    private answerByList(waiter: Waiter): void {
        const { runs, askedAt } = this.latest;
        const run = runs.get(waiter.known.runId);
        if (run === undefined || askedAt < waiter.goodFrom) return;
        if (this.lag.ms > waiter.toleratedLagMs && !(waiter.anyEnd && isFinished(run.status))) return;
        const { status: known } = waiter.known;
        if (isEnough(run, known) && isEnough(run, this.lag.statusOf(run.runId) ?? known)) {
            waiter.answer(run);
        }
    }

    /** Asks for the status of one of the runs, by which a lag of the list shows. */
    private async sample(waiters: readonly Waiter[]): Promise<Sampled | undefined> {
        const waiter = waiters[Math.floor(this.random() * waiters.length)];
        if (waiter === undefined) return undefined;
        const { known, knownAt } = waiter;
        try {
            const options = { ...oneTry(this.clock, SAMPLE_LIMIT_MS), first: true };
            waiter.answer(await this.askStatus(known.runId, options));
            return { runId: known.runId, knownAt };
        } catch {
            return undefined;
        }
    }
}

const NO_LISTING = {
    runs: new Map<string, Run>(),
    pages: 1,
    completeSince: Infinity,
    askedAt: -Infinity,
};

/**
 * Whether an error of the list would have come for a request for one run just the same. The list alone may be slow or odd.
 *
 * @param isConnected whether a request for one run was answered just before
 */
function keepsAllFromUs(error: unknown, isConnected: boolean): boolean {
    if (isThrottled(error)) return !isConnected;
    if (error instanceof CcmStatusError) return error.status === 401;
    if (error instanceof CcmConnectionError) return error.code !== "TIMEOUT" && !isConnected;
    return error instanceof CcmCredentialError;
}
