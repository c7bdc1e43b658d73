import type { Clock } from "./clock";

/** The lowest rate that 429 responses lead to, in requests a second. */
const LOWEST_RATE = 0.1;
/** The share of the full rate that returns in a second without a 429. */
const RECOVERY_PER_SECOND = 0.02;
/** Maximum delay in milliseconds until a passed deadline of a queued request is noticed. */
const LONGEST_NAP_MS = 1000;

/** Requests that only read, and all others. */
export type QueueName = "read" | "write";

const OTHER = { read: "write", write: "read" } as const;

export interface AcquireOptions {
    /** By the clock: the request is not worth sending later. */
    readonly deadline?: number | undefined;
    /** Once aborted, the request is not worth sending. */
    readonly signal?: AbortSignal | undefined;
}

interface QueuedRequest {
    readonly deadline: number;
    readonly signal: AbortSignal | undefined;
    readonly answer: (sentAt: number | undefined) => void;
}

/**
 * Limits the requests of a process: no stretch of a second has more than `maxRequestsPerSecond`, whatever the number of
 * runs. Reads and writes take turns, each first come, first served. The limit of the service is not documented, so it is
 * found by its 429 responses: each halves the rate, which returns slowly.
 */
export class RateLimiter {
    private readonly burst: number;
    private readonly windowMs: number;
    /** Times of the last `burst` requests, oldest first. */
    private readonly sentAt: number[] = [];
    private readonly queues: Record<QueueName, QueuedRequest[]> = { read: [], write: [] };
    private nextQueue: QueueName = "write";
    private isServing = false;
    /** Requests a second, as of `pausedUntil`. */
    private rate: number;
    private slowedAt = -Infinity;
    private pausedUntil = -Infinity;

    constructor(
        private readonly maxRequestsPerSecond: number,
        private readonly clock: Clock,
    ) {
        this.rate = maxRequestsPerSecond;
        this.burst = Math.max(1, Math.floor(maxRequestsPerSecond));
        this.windowMs = Math.max(1000, 1000 / maxRequestsPerSecond);
    }

    /**
     * Resolves once the request may be sent.
     *
     * @returns the time, by the clock; `undefined` when the request is not worth sending any more and must not be sent
     */
    acquire(queue: QueueName, { deadline = Infinity, signal }: AcquireOptions = {}): Promise<number | undefined> {
        return new Promise((answer) => {
            this.queues[queue].push({ deadline, signal, answer });
            if (!this.isServing) void this.serve();
        });
    }

    /**
     * Reports a 429. Of requests that were sent together all may be refused: that counts once.
     *
     * @param sentAt when the request was sent, by the clock
     * @param pauseMs no request is sent for this long, in milliseconds
     */
    refused(sentAt: number, pauseMs: number): void {
        const now = this.clock.now();
        if (sentAt > this.slowedAt) {
            this.rate = Math.max(LOWEST_RATE, this.rateAt(now) / 2);
            this.slowedAt = now;
        }
        this.pausedUntil = Math.max(this.pausedUntil, now + pauseMs);
    }

    private async serve(): Promise<void> {
        const { read, write } = this.queues;
        this.isServing = true;
        while (read.length + write.length > 0) {
            const now = this.clock.now();
            const waitMs = this.nextAt(now) - now;
            if (waitMs > 0) await this.sleep(waitMs);
            else this.serveOne(now);
        }
        this.isServing = false;
    }

    private serveOne(now: number): void {
        const queue = this.queues[this.nextQueue].length > 0 ? this.nextQueue : OTHER[this.nextQueue];
        const next = this.queues[queue].shift();
        if (next?.signal?.aborted === true) {
            next.answer(undefined);
            return;
        }
        this.nextQueue = OTHER[queue];
        this.sentAt.push(now);
        if (this.sentAt.length > this.burst) this.sentAt.shift();
        next?.answer(now);
    }

    /** Sleeps, and answers requests whose deadline passes. Those queued meanwhile may have the earliest. */
    private async sleep(ms: number): Promise<void> {
        const queues = Object.values(this.queues);
        const earliest = Math.min(...queues.flat().map(({ deadline }) => deadline));
        const napMs = Math.min(ms, LONGEST_NAP_MS, Math.max(0, earliest - this.clock.now()));
        const now = await this.clock.sleep(napMs).then(
            () => this.clock.now(),
            // The engine is gone: no request is worth sending.
            () => Infinity,
        );
        for (const queue of queues) {
            const late = queue.filter(({ deadline }) => deadline <= now);
            if (late.length > 0) queue.splice(0, queue.length, ...queue.filter(({ deadline }) => deadline > now));
            for (const { answer } of late) answer(undefined);
        }
    }

    private nextAt(now: number): number {
        const [first = -Infinity] = this.sentAt.length < this.burst ? [] : this.sentAt;
        const rate = this.rateAt(now);
        const slowed = rate < this.maxRequestsPerSecond ? (this.sentAt.at(-1) ?? -Infinity) + 1000 / rate : -Infinity;
        return Math.max(first + this.windowMs, slowed, this.pausedUntil);
    }

    private rateAt(now: number): number {
        const recovered =
            (Math.max(0, now - this.pausedUntil) / 1000) * RECOVERY_PER_SECOND * this.maxRequestsPerSecond;
        return this.rate === this.maxRequestsPerSecond
            ? this.rate
            : Math.min(this.maxRequestsPerSecond, this.rate + recovered);
    }
}
