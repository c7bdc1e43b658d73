import {
    CcmConnectionError,
    CcmCredentialError,
    CcmStatusError,
    oneTry,
    type CallOptions,
    type CcmRun,
    type CcmRunStatus,
    type Clock,
    type Random,
    type RunStatus,
} from "../../ccm";
import { collect } from "../collect";
import type { Looks, LookWish, Observation } from "../context";
import { allowedDelay, pollDelay } from "../pollDelay";
import { decideLook, isBehind, isEnough } from "./decideLook";
import { listUntil, type Listing } from "./listing";
import { observeRun, type LookApi } from "./observe";

/** How long a look that has no limit of its own goes on asking a service that throttles, in milliseconds. */
const LIMIT_MS = 10 * 60_000;
/** What the list has said within this time, in milliseconds, is good enough for who only looks in passing. */
const RECENT_MS = 2_000;
/** A list that does not answer within this time, in milliseconds, is not waited for. */
const LIST_LIMIT_MS = 10_000;
/** The same for the status that is asked for before it. */
const SAMPLE_LIMIT_MS = 2_000;
/** So long a list that could not be read is left alone, in milliseconds. */
const LEFT_ALONE_MS = 60_000;
/** A look that starts just before the limit still gets a second, so that the limit finds the truth and not a time-out. */
const LAST_LOOK_MS = 1000;

interface Turn {
    readonly known: CcmRun;
    readonly dueAt: number;
    readonly pauseMs: number;
    /** By the clock: what the list says is good enough from when on. */
    readonly goodFrom: number;
    /** How far the list may lag behind for it. */
    readonly toleratedLagMs: number;
    /** Answers it, once; it does not wait any more. */
    readonly give: (answer: Promise<Observation>) => void;
}

type Options = Pick<CallOptions, "onThrottled"> & { readonly deadline: number };

/**
 * Looks at the runs of a process. Each run that is waited for has its own pace; when several are due at about the same
 * time, one look at the list serves all, whatever their number.
 *
 * The list is a table that may lag behind the orchestrator. With each look at it, the status of one run, drawn by chance,
 * is asked for as well: once the list is seen to be behind by more than a run may wait for, that run's own status is
 * asked for. A lag that no such sample has shown yet is not known of.
 */
export class SharedLooks implements Looks {
    private readonly turns = new Set<Turn>();
    /** The look at the list that is under way for all that wait. */
    private sharing: Promise<void> | undefined;
    /** The whole list, being read for runs whose status is not to be had. */
    private listing: Promise<readonly CcmRun[]> | undefined;
    /** The list as it was read last. */
    private latest: Listing & { readonly askedAt: number } = { runs: new Map(), pages: 1, askedAt: -Infinity };
    private leftAloneUntil = -Infinity;
    /** By how much the list has been seen to lag behind, in milliseconds. */
    private lagMs = 0;
    /** What `/status` has told and the list has not shown since: the status, and when it was first told. */
    private readonly told = new Map<string, { readonly status: RunStatus; readonly since: number }>();

    constructor(
        private readonly api: LookApi,
        private readonly clock: Clock,
        private readonly random: Random,
    ) {}

    async now(runId: string, wish: Pick<CallOptions, "deadline" | "onThrottled"> = {}): Promise<Observation> {
        const now = this.clock.now();
        const options = { ...wish, deadline: Math.max(wish.deadline ?? now + LIMIT_MS, now + LAST_LOOK_MS) };
        const observation = await observeRun(this.api, runId, options, () => this.findListed(runId, options));
        if (observation.kind === "found") this.note(observation.status.run);
        return observation;
    }

    among(known: CcmRun, wish: Pick<CallOptions, "deadline" | "onThrottled"> = {}): Promise<Observation> {
        const now = this.clock.now();
        const turn = { known, pauseMs: 0, goodFrom: now - RECENT_MS, toleratedLagMs: RECENT_MS };
        return this.take(turn, { ...wish, deadline: wish.deadline ?? now + LIMIT_MS });
    }

    next({ known, waitedMs, limit, onThrottled }: LookWish): Promise<Observation> {
        const now = this.clock.now();
        const pauseMs = Math.min(limit - now, pollDelay(waitedMs, this.random));
        // Half of what is left beside the pause: asking for each status takes its time, too.
        const toleratedLagMs = Math.max(0, allowedDelay(waitedMs) - pauseMs) / 2;
        return this.take({ known, pauseMs, goodFrom: now, toleratedLagMs }, { deadline: limit, onThrottled });
    }

    private take(wanted: Omit<Turn, "dueAt" | "give">, options: Options): Promise<Observation> {
        return new Promise((resolve) => {
            const turn: Turn = {
                ...wanted,
                dueAt: this.clock.now() + wanted.pauseMs,
                give: (answer) => {
                    answer.catch(() => undefined);
                    this.turns.delete(turn);
                    resolve(answer);
                },
            };
            this.turns.add(turn);
            const fail = (error: Error) => turn.give(Promise.reject(error));
            const pause = turn.pauseMs > 0 ? this.clock.sleep(turn.pauseMs) : Promise.resolve();
            pause.then(() => this.look(turn, options)).catch((error: unknown) => fail(error as Error));
        });
    }

    private async look(turn: Turn, options: Options): Promise<void> {
        // Near its limit a run is not made to wait for a list.
        if (options.deadline - this.clock.now() > LIST_LIMIT_MS) {
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
        turn.give(Promise.resolve(await this.now(turn.known.run_id, options)));
    }

    private decide() {
        const now = this.clock.now();
        const due = [...this.turns].filter((turn) => turn.dueAt - now <= turn.pauseMs / 2);
        return decideLook({
            due: due.length,
            dueInList: due.filter((turn) => this.lagMs <= turn.toleratedLagMs).length,
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
            listing = await this.readList(wanted, askedAt + LIST_LIMIT_MS);
        } catch (error) {
            const now = this.clock.now();
            if (!keepsAllFromUs(error)) this.leftAloneUntil = now + LEFT_ALONE_MS;
            // Who waits looks again later. Who looks once is worth requests of its own.
            else for (const turn of turns) if (turn.dueAt <= now && turn.pauseMs > 0) turn.give(Promise.reject(error));
            return;
        }
        this.latest = { ...listing, askedAt };
        this.measureLag(listing, askedAt, sampled);
        for (const turn of this.turns) this.answerByList(turn);
    }

    /** Tries again while the service only asks for a pause: asking for each run would take more requests, not fewer. */
    private async readList(wanted: readonly CcmRun[], deadline: number): Promise<Listing> {
        try {
            return await listUntil(this.api, { deadline, lastRetryAt: this.clock.now() }, wanted);
        } catch (error) {
            const isThrottled = error instanceof CcmStatusError && error.status === 429;
            if (!isThrottled || this.clock.now() >= deadline) throw error;
            return this.readList(wanted, deadline);
        }
    }

    private answerByList(turn: Turn): void {
        const { runs, askedAt } = this.latest;
        const run = runs.get(turn.known.run_id);
        if (run === undefined || askedAt < turn.goodFrom || this.lagMs > turn.toleratedLagMs) return;
        const status = this.told.get(run.run_id)?.status ?? turn.known.run_status;
        if (isEnough(run, status)) turn.give(found({ run, generic: undefined }));
    }

    /** Asks for the status of one of the runs, by which a lag of the list shows. */
    private async sample(turns: readonly Turn[]): Promise<Turn | undefined> {
        const turn = turns[Math.floor(this.random() * turns.length)];
        if (turn === undefined) return undefined;
        try {
            const status = await this.api.runStatus(turn.known.run_id, oneTry(this.clock, SAMPLE_LIMIT_MS));
            this.note(status.run);
            turn.give(found(status));
            return turn;
        } catch {
            return undefined;
        }
    }

    private note({ run_id, run_status }: CcmRun): void {
        if (this.told.get(run_id)?.status === run_status) return;
        this.told.set(run_id, { status: run_status, since: this.clock.now() });
    }

    /** @param sampled whose status was asked for just before the list */
    private measureLag({ runs }: Listing, askedAt: number, sampled: Turn | undefined): void {
        // That no change has been told lately is no proof that the list has caught up.
        this.lagMs /= 2;
        for (const [runId, { status, since }] of this.told) {
            const listed = runs.get(runId);
            if (listed === undefined || !isBehind(listed.run_status, status)) {
                this.told.delete(runId);
                continue;
            }
            // What the sample has told anew may have come as long ago as the last look was.
            const atMost = runId === sampled?.known.run_id ? sampled.pauseMs : 0;
            this.lagMs = Math.max(this.lagMs, askedAt - since, atMost);
        }
    }

    /** A run in the whole list, which is read once for all who look for one meanwhile. */
    private async findListed(runId: string, options: CallOptions): Promise<CcmRun | undefined> {
        this.listing ??= collect(this.api.listRuns(options)).finally(() => (this.listing = undefined));
        return (await this.listing).find(({ run_id }) => run_id === runId);
    }
}

function found(status: CcmRunStatus): Promise<Observation> {
    return Promise.resolve({ kind: "found", status });
}

/** Whether an error would have come for a request for one run just the same. */
function keepsAllFromUs(error: unknown): error is Error {
    if (error instanceof CcmStatusError) return error.status === 401 || error.status === 429;
    return error instanceof CcmConnectionError || error instanceof CcmCredentialError;
}
