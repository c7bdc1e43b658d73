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
import { decideLook, isDueSoon, isEnough, type LookDecision } from "./decidePoll";
import { ListLag, type Sampled } from "./listLag";
import { type LookApi, observeRun } from "./observeRun";
import { allowedDelay, pollDelay } from "./pollInterval";
import { isEnoughFor, type Listing, readListing, SoughtRuns, tellsOf } from "./runList";
import type { LookOptions, Looks, LookWish } from "./statusReader";

/** How long a look that has no limit of its own goes on asking a service that throttles, in milliseconds. */
const DEFAULT_LIMIT_MS = 10 * 60_000;
/** What the list has said within this time, in milliseconds, is good enough for who only looks in passing. */
const RECENT_MS = 2_000;
/** A list that does not answer within this time, in milliseconds, is not waited for. */
const LIST_LIMIT_MS = 10_000;
/** The same for the status that is asked for before it. */
const SAMPLE_LIMIT_MS = 2_000;
/** So long a list that could not be read, or did not help, is left alone, in milliseconds. */
const LEFT_ALONE_MS = 60_000;
/** A look that starts just before the limit still gets a second, so that the limit finds the truth and not a time-out. */
const LAST_LOOK_MS = 1000;

type Options = LookOptions & { readonly deadline: number };

interface Wanted {
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
interface Turn extends Wanted {
    readonly dueAt: number;
    readonly onThrottled: LookOptions["onThrottled"];
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
export class SharedLooks implements Looks {
    private readonly turns = new Set<Turn>();
    /** The look at the list that is under way for all that wait. */
    private sharing: Promise<void> | undefined;
    /** The list as it was read last. */
    private latest: Listing & { readonly askedAt: number } = NO_LISTING;
    private askedSinceList = 0;
    private leftAloneUntil = -Infinity;
    private readonly lag = new ListLag();
    private readonly sought: SoughtRuns;

    constructor(
        private readonly api: LookApi,
        private readonly clock: Clock,
        private readonly random: Random,
    ) {
        this.sought = new SoughtRuns(api, clock);
    }

    async now(runId: string, wish: LookOptions & Pick<CallOptions, "signal"> = {}): Promise<RunObservation> {
        const now = this.clock.now();
        const deadline = Math.max(wish.deadline ?? now + DEFAULT_LIMIT_MS, now + LAST_LOOK_MS);
        const observation = await observeRun(
            () => this.readStatus(runId, { ...wish, deadline }),
            () => this.sought.find(runId),
        );
        this.askedSinceList += 1;
        return observation;
    }

    among(known: Run, wish: LookOptions = {}): Promise<RunObservation> {
        const now = this.clock.now();
        const wanted = {
            known,
            pauseMs: 0,
            // By the last update, whenever that was: a list that one status contradicts is not believed any more.
            knownAt: -Infinity,
            goodFrom: now - RECENT_MS,
            toleratedLagMs: RECENT_MS,
            anyEnd: false,
        };
        return this.take(wanted, { ...wish, deadline: wish.deadline ?? now + DEFAULT_LIMIT_MS });
    }

    next({ known, waitedMs, limit, ...wish }: LookWish): Promise<RunObservation> {
        const now = this.clock.now();
        const pauseMs = Math.min(limit - now, pollDelay(waitedMs, this.random));
        // Half of what is left beside the pause: asking for each status takes its time, too.
        const toleratedLagMs = Math.max(0, allowedDelay(waitedMs) - pauseMs) / 2;
        const wanted = { known, pauseMs, knownAt: now, goodFrom: now, toleratedLagMs, anyEnd: true };
        return this.take(wanted, { ...wish, deadline: limit });
    }

    private take(wanted: Wanted, options: Options): Promise<RunObservation> {
        return new Promise((resolve, reject) => {
            const answered = new AbortController();
            const over = () => {
                this.turns.delete(turn);
                // Without a reason an error with a stack trace is made for each.
                answered.abort("answered");
            };
            const turn: Turn = {
                ...wanted,
                onThrottled: options.onThrottled,
                signal: answered.signal,
                dueAt: this.clock.now() + wanted.pauseMs,
                answer: (observation) => {
                    over();
                    resolve(observation);
                },
                fail: (error) => {
                    over();
                    reject(error);
                },
            };
            this.turns.add(turn);
            const pause = turn.pauseMs > 0 ? this.clock.sleep(turn.pauseMs) : Promise.resolve();
            pause.then(() => this.look(turn, options)).catch((error: unknown) => turn.fail(error as Error));
        });
    }

    private async look(turn: Turn, options: Options): Promise<void> {
        // Near its limit a run is not made to wait for a list.
        if (options.deadline - this.clock.now() > SAMPLE_LIMIT_MS + LIST_LIMIT_MS) {
            this.answerByList(turn);
            if (!this.turns.has(turn)) return;
            this.shareIfOfUse(this.decide());
            await this.sharing;
            this.answerByList(turn);
        }
        if (!this.turns.has(turn)) return;
        // While it is asked for, a look at the list may answer it as well.
        turn.answer(await this.now(turn.known.runId, { ...options, signal: turn.signal }));
        this.shareIfOfUse(this.decideAgain());
    }

    /** Only what `/status` itself tells is news by which a lag of the list shows. */
    private async readStatus(runId: string, options: CallOptions): Promise<Run> {
        const askedAt = this.clock.now();
        const run = await this.api.runStatus(runId, options);
        this.lag.tell(run, askedAt, this.clock.now());
        return run;
    }

    private shareIfOfUse({ by }: LookDecision): void {
        if (by === "list") this.sharing ??= this.shareList().finally(() => (this.sharing = undefined));
    }

    private decide(): LookDecision {
        const now = this.clock.now();
        const due = [...this.turns].filter((turn) => isDueSoon(turn, now));
        const dueInList = due.filter((turn) => this.lag.ms <= turn.toleratedLagMs);
        return decideLook({ ...this.listState(now), due: due.length, dueInList: dueInList.length });
    }

    /** For those whose own status is being asked for: the list was not good enough for them. */
    private decideAgain(): LookDecision {
        const now = this.clock.now();
        const due = [...this.turns].filter(({ dueAt, anyEnd }) => anyEnd && dueAt <= now);
        return decideLook({ ...this.listState(now), due: due.length, dueInList: 0 });
    }

    private listState(now: number) {
        const { pages, askedAt } = this.latest;
        return {
            pages,
            sinceListMs: now - askedAt,
            askedSinceList: this.askedSinceList,
            isListLeftAlone: now < this.leftAloneUntil,
        };
    }

    /** Looks at the list and answers all that wait, as far as it can answer for them. */
    private async shareList(): Promise<void> {
        const turns = [...this.turns];
        // First, so that a list that does not show what it told is certainly behind.
        const sampled = await this.sample(turns);
        const askedAt = this.clock.now();
        let listing: Listing;
        try {
            const wanted = turns.map(({ known }) => known);
            listing = await this.readPatiently(isEnoughFor(wanted), askedAt + LIST_LIMIT_MS);
        } catch (error) {
            const now = this.clock.now();
            if (!keepsAllFromUs(error, sampled !== undefined)) {
                this.leftAloneUntil = now + LEFT_ALONE_MS;
                return;
            }
            for (const turn of turns) {
                // Who waits looks again later. Who looks once is worth requests of its own.
                if (turn.dueAt <= now && turn.pauseMs > 0) turn.fail(error as Error);
            }
            return;
        } finally {
            this.askedSinceList = 0;
        }
        this.latest = { ...listing, askedAt };
        this.lag.measure(listing.runs, askedAt, this.clock.now(), sampled);
        const due = turns.filter((turn) => this.turns.has(turn) && isDueSoon(turn, askedAt));
        for (const turn of this.turns) this.answerByList(turn);
        // Of old runs in an account with many newer ones, say: looking at it again would only cost time.
        const served = due.filter(({ known }) => tellsOf(listing, known)).length;
        if (served * 2 < due.length) this.leftAloneUntil = this.clock.now() + LEFT_ALONE_MS;
    }

    /** Tries again while the service only asks for a pause: asking for each run would take more requests, not fewer. */
    private async readPatiently(isEnoughRead: (soFar: Listing) => boolean, deadline: number): Promise<Listing> {
        const now = this.clock.now();
        try {
            return await readListing(this.api, { deadline, lastRetryAt: now, first: true }, isEnoughRead);
        } catch (error) {
            if (!isThrottled(error) || this.clock.now() >= deadline) throw error;
            for (const turn of this.turns) turn.onThrottled?.(this.clock.now() - now);
            return this.readPatiently(isEnoughRead, deadline);
        }
    }

    private answerByList(turn: Turn): void {
        const { runs, askedAt } = this.latest;
        const run = runs.get(turn.known.runId);
        if (run === undefined || askedAt < turn.goodFrom) return;
        if (this.lag.ms > turn.toleratedLagMs && !(turn.anyEnd && isFinished(run.status))) return;
        const { status: known } = turn.known;
        if (isEnough(run, known) && isEnough(run, this.lag.statusOf(run.runId) ?? known)) {
            turn.answer(run);
        }
    }

    /** Asks for the status of one of the runs, by which a lag of the list shows. */
    private async sample(turns: readonly Turn[]): Promise<Sampled | undefined> {
        const turn = turns[Math.floor(this.random() * turns.length)];
        if (turn === undefined) return undefined;
        const { known, knownAt } = turn;
        try {
            const options = { ...oneTry(this.clock, SAMPLE_LIMIT_MS), first: true };
            turn.answer(await this.readStatus(known.runId, options));
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
