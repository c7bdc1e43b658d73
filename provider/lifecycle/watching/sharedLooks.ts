import {
    CcmConnectionError,
    CcmCredentialError,
    CcmStatusError,
    isThrottled,
    oneTry,
    type CcmRun,
    type CcmRunStatus,
    type Clock,
    type Random,
} from "../../ccm";
import type { LookOptions, Looks, LookWish, Observation } from "../looks";
import { allowedDelay, pollDelay } from "../pollDelay";
import { decideLook, isDueSoon, isEnough } from "./decideLook";
import { isEnoughFor, readListing, type Listing } from "./listing";
import { ListLag } from "./listLag";
import { observeRun, type LookApi } from "./observe";

/** How long a look that has no limit of its own goes on asking a service that throttles, in milliseconds. */
const DEFAULT_LIMIT_MS = 10 * 60_000;
/** What the list has said within this time, in milliseconds, is good enough for who only looks in passing. */
const RECENT_MS = 2_000;
/** A list that does not answer within this time, in milliseconds, is not waited for. */
const LIST_LIMIT_MS = 10_000;
/** The same for the status that is asked for before it. */
const SAMPLE_LIMIT_MS = 2_000;
/** A run that only the list can show is worth so long, in milliseconds: an account may have many. */
const SEEK_LIMIT_MS = 60_000;
/** So long a list that could not be read, or did not help, is left alone, in milliseconds. */
const LEFT_ALONE_MS = 60_000;
/** A look that starts just before the limit still gets a second, so that the limit finds the truth and not a time-out. */
const LAST_LOOK_MS = 1000;

type Options = LookOptions & { readonly deadline: number };

interface Wanted {
    readonly known: CcmRun;
    readonly pauseMs: number;
    /** By the clock: what the list says is good enough from when on. */
    readonly goodFrom: number;
    /** How far the list may lag behind for it. */
    readonly toleratedLagMs: number;
}

/** Somebody who waits for an answer. The first one counts; after that it is no turn any more. */
interface Turn extends Wanted {
    readonly dueAt: number;
    readonly onThrottled: LookOptions["onThrottled"];
    answer(observation: Observation): void;
    fail(error: Error): void;
}

/**
 * Looks at the runs of a process. Each run that is waited for has its own pace; when several are due at about the same
 * time, one look at the list serves all, whatever their number.
 *
 * The list is a table that may lag behind the orchestrator. Before each look at it, the status of one run, drawn by chance,
 * is asked for: once the list is seen to be behind by more than a run may wait for, that run's own status is asked for. A
 * lag that no such sample has shown yet is not known of.
 */
export class SharedLooks implements Looks {
    private readonly turns = new Set<Turn>();
    /** The look at the list that is under way for all that wait. */
    private sharing: Promise<void> | undefined;
    /** The list as it was read last. */
    private latest: Listing & { readonly askedAt: number } = NO_LISTING;
    private leftAloneUntil = -Infinity;
    private readonly lag = new ListLag();
    /** Runs whose status is not to be had, and the list that is being read for them. */
    private readonly sought = new Set<string>();
    private seeking: ReturnType<SharedLooks["readForSought"]> | undefined;

    constructor(
        private readonly api: LookApi,
        private readonly clock: Clock,
        private readonly random: Random,
    ) {}

    async now(runId: string, wish: LookOptions = {}): Promise<Observation> {
        const now = this.clock.now();
        const deadline = Math.max(wish.deadline ?? now + DEFAULT_LIMIT_MS, now + LAST_LOOK_MS);
        const observation = await observeRun(this.api, runId, { ...wish, deadline }, () => this.seek(runId));
        if (observation.kind === "found") this.lag.tell(observation.status.run, this.clock.now());
        return observation;
    }

    among(known: CcmRun, wish: LookOptions = {}): Promise<Observation> {
        const now = this.clock.now();
        const wanted = { known, pauseMs: 0, goodFrom: now - RECENT_MS, toleratedLagMs: RECENT_MS };
        return this.take(wanted, { ...wish, deadline: wish.deadline ?? now + DEFAULT_LIMIT_MS });
    }

    next({ known, waitedMs, limit, ...wish }: LookWish): Promise<Observation> {
        const now = this.clock.now();
        const pauseMs = Math.min(limit - now, pollDelay(waitedMs, this.random));
        // Half of what is left beside the pause: asking for each status takes its time, too.
        const toleratedLagMs = Math.max(0, allowedDelay(waitedMs) - pauseMs) / 2;
        return this.take({ known, pauseMs, goodFrom: now, toleratedLagMs }, { ...wish, deadline: limit });
    }

    private take(wanted: Wanted, options: Options): Promise<Observation> {
        return new Promise((resolve, reject) => {
            const turn: Turn = {
                ...wanted,
                onThrottled: options.onThrottled,
                dueAt: this.clock.now() + wanted.pauseMs,
                answer: (observation) => {
                    this.turns.delete(turn);
                    resolve(observation);
                },
                fail: (error) => {
                    this.turns.delete(turn);
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
            if (this.sharing === undefined && this.decide().by === "list") {
                this.sharing = this.shareList().finally(() => (this.sharing = undefined));
            }
            await this.sharing;
            this.answerByList(turn);
        }
        if (!this.turns.has(turn)) return;
        // While it is asked for, a look at the list may answer it as well.
        turn.answer(await this.now(turn.known.run_id, options));
    }

    private decide() {
        const now = this.clock.now();
        const due = [...this.turns].filter((turn) => isDueSoon(turn, now));
        return decideLook({
            due: due.length,
            dueInList: due.filter((turn) => this.lag.ms <= turn.toleratedLagMs).length,
            pages: this.latest.pages,
            sinceListMs: now - this.latest.askedAt,
            isListLeftAlone: now < this.leftAloneUntil,
        });
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
            const isListOnly = error instanceof CcmConnectionError && sampled !== undefined;
            if (isListOnly || !keepsAllFromUs(error)) {
                this.leftAloneUntil = now + LEFT_ALONE_MS;
                return;
            }
            for (const turn of turns) {
                // Who waits looks again later. Who looks once is worth requests of its own.
                if (turn.dueAt <= now && turn.pauseMs > 0) turn.fail(error as Error);
            }
            return;
        }
        this.latest = { ...listing, askedAt };
        this.lag.measure(listing.runs, askedAt, sampled);
        const due = turns.filter((turn) => this.turns.has(turn) && isDueSoon(turn, askedAt));
        for (const turn of this.turns) this.answerByList(turn);
        // Of old runs in an account with many newer ones, say: looking at it again would only cost time.
        const served = due.filter((turn) => !this.turns.has(turn)).length;
        if (served * 2 < due.length) this.leftAloneUntil = this.clock.now() + LEFT_ALONE_MS;
    }

    /** Tries again while the service only asks for a pause: asking for each run would take more requests, not fewer. */
    private async readPatiently(isEnoughRead: (soFar: Listing) => boolean, deadline: number): Promise<Listing> {
        const now = this.clock.now();
        try {
            return await readListing(this.api, { deadline, lastRetryAt: now }, isEnoughRead);
        } catch (error) {
            if (!isThrottled(error) || this.clock.now() >= deadline) throw error;
            for (const turn of this.turns) turn.onThrottled?.(this.clock.now() - now);
            return this.readPatiently(isEnoughRead, deadline);
        }
    }

    private answerByList(turn: Turn): void {
        const { runs, askedAt } = this.latest;
        const run = runs.get(turn.known.run_id);
        if (run === undefined || askedAt < turn.goodFrom || this.lag.ms > turn.toleratedLagMs) return;
        if (isEnough(run, this.lag.statusOf(run.run_id) ?? turn.known.run_status)) {
            turn.answer(found({ run, generic: undefined }));
        }
    }

    /** Asks for the status of one of the runs, by which a lag of the list shows. */
    private async sample(turns: readonly Turn[]) {
        const turn = turns[Math.floor(this.random() * turns.length)];
        if (turn === undefined) return undefined;
        const { known, pauseMs } = turn;
        try {
            const status = await this.api.runStatus(known.run_id, oneTry(this.clock, SAMPLE_LIMIT_MS));
            this.lag.tell(status.run, this.clock.now());
            turn.answer(found(status));
            return { runId: known.run_id, pauseMs };
        } catch {
            return undefined;
        }
    }

    /** A run in the list, which is read once for all who look for one meanwhile. */
    private async seek(runId: string): Promise<CcmRun | undefined> {
        this.sought.add(runId);
        this.seeking ??= this.readForSought().finally(() => {
            this.seeking = undefined;
            this.sought.clear();
        });
        const { runs, isWhole } = await this.seeking;
        const run = runs.get(runId);
        // Who came as it ended was not looked for.
        return run === undefined && !isWhole ? this.seek(runId) : run;
    }

    /** In the order of ids, which neither moves nor skips: that a run is not there has to be a proof. */
    private async readForSought() {
        const runs = new Map<string, CcmRun>();
        for await (const run of this.api.listRuns({ deadline: this.clock.now() + SEEK_LIMIT_MS })) {
            runs.set(run.run_id, run);
            this.sought.delete(run.run_id);
            if (this.sought.size === 0) return { runs, isWhole: false };
        }
        return { runs, isWhole: true };
    }
}

const NO_LISTING = {
    runs: new Map<string, CcmRun>(),
    pages: 1,
    completeSince: Infinity,
    askedAt: -Infinity,
};

function found(status: CcmRunStatus): Observation {
    return { kind: "found", status };
}

/** Whether an error would have come for a request for one run just the same. One for the list alone may be slow or odd. */
function keepsAllFromUs(error: unknown): boolean {
    if (error instanceof CcmStatusError) return error.status === 401;
    if (error instanceof CcmConnectionError) return error.code !== "TIMEOUT";
    return error instanceof CcmCredentialError;
}
