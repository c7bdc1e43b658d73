import type { Clock } from "./clock";

/** The slowest pace that a service can bring us to, in requests a second. */
const SLOWEST = 0.1;
/** How much of the full pace comes back in a second without a refusal. */
const RECOVERY_PER_SECOND = 0.02;

/** Requests that only read, and all others. Neither has to wait until the other has nothing more to send. */
export type QueueName = "read" | "write";

/** A time that is up is noticed as late as this, in milliseconds. */
const LONGEST_NAP_MS = 1000;

const OTHER = { read: "write", write: "read" } as const;

export interface AcquireOptions {
    /** By the clock: until when a turn is of use. */
    readonly deadline?: number | undefined;
    /** Once aborted, a turn is of no use. */
    readonly signal?: AbortSignal | undefined;
    /** Before all others in its lane. */
    readonly first?: boolean | undefined;
}

interface QueuedRequest {
    readonly deadline: number;
    readonly signal: AbortSignal | undefined;
    /** @param sentAt by the clock; `undefined` when it is of no use any more */
    readonly go: (sentAt: number | undefined) => void;
}

/**
 * Keeps one process below so many requests a second, however many runs it looks after: in no stretch of a second more are
 * sent. Reads and writes in turns, and each first come, first served, but for what serves many. A service that refuses for
 * its own rate is given half the pace, which comes back slowly: its limit is nowhere written, so this is how it is found.
 */
export class RateLimiter {
    /** So many may go at once, ... */
    private readonly burst: number;
    /** ... and so long after the first of them the next may. */
    private readonly windowMs: number;
    /** When the last ones were sent, the oldest first. */
    private readonly sentAt: number[] = [];
    private readonly queues: Record<QueueName, QueuedRequest[]> = { read: [], write: [] };
    private nextQueue: QueueName = "write";
    private isServing = false;
    private pace: number;
    private slowedAt = -Infinity;
    private quietUntil = -Infinity;

    constructor(
        private readonly maxRequestsPerSecond: number,
        private readonly clock: Clock,
    ) {
        this.pace = maxRequestsPerSecond;
        this.burst = Math.max(1, Math.floor(maxRequestsPerSecond));
        this.windowMs = Math.max(1000, 1000 / maxRequestsPerSecond);
    }

    /**
     * Waits until the caller may send one request.
     *
     * @returns the time, by the clock; `undefined` when it is of no use any more and the caller must not send
     */
    acquire(
        queue: QueueName,
        { deadline = Infinity, signal, first = false }: AcquireOptions = {},
    ): Promise<number | undefined> {
        return new Promise((go) => {
            this.queues[queue][first ? "unshift" : "push"]({ deadline, signal, go });
            if (!this.isServing) void this.serve();
        });
    }

    /**
     * The service has refused a request for its rate. Of requests that were sent together all may be refused; that is one
     * refusal.
     *
     * @param sentAt when it was sent, by the clock
     * @param pauseMs before which nothing is to be sent
     */
    refused(sentAt: number, pauseMs: number): void {
        const now = this.clock.now();
        if (sentAt > this.slowedAt) {
            this.pace = Math.max(SLOWEST, this.paceAt(now) / 2);
            this.slowedAt = now;
        }
        this.quietUntil = Math.max(this.quietUntil, now + pauseMs);
    }

    private async serve(): Promise<void> {
        const { read, write } = this.queues;
        this.isServing = true;
        while (read.length + write.length > 0) {
            const now = this.clock.now();
            const waitMs = this.nextAt(now) - now;
            if (waitMs > 0) {
                // Who comes meanwhile may have less time than those who are here.
                const nearest = Math.min(...[...read, ...write].map(({ deadline }) => deadline));
                const nap = this.clock.sleep(Math.min(waitMs, LONGEST_NAP_MS, Math.max(0, nearest - now)));
                // A clock that does not sleep any more: nobody waits for what is asked.
                const isOver = await nap.then(
                    () => false,
                    () => true,
                );
                this.dropLate(isOver ? Infinity : this.clock.now());
                continue;
            }
            const queue = this.queues[this.nextQueue].length > 0 ? this.nextQueue : OTHER[this.nextQueue];
            const next = this.queues[queue].shift();
            if (next?.signal?.aborted === true) {
                next.go(undefined);
                continue;
            }
            this.nextQueue = OTHER[queue];
            this.sentAt.push(now);
            if (this.sentAt.length > this.burst) this.sentAt.shift();
            next?.go(now);
        }
        this.isServing = false;
    }

    private dropLate(now: number): void {
        for (const queue of Object.values(this.queues)) {
            const late = queue.filter(({ deadline }) => deadline <= now);
            if (late.length > 0) queue.splice(0, queue.length, ...queue.filter(({ deadline }) => deadline > now));
            for (const { go } of late) go(undefined);
        }
    }

    private nextAt(now: number): number {
        const { sentAt, burst, windowMs } = this;
        const first = sentAt.length < burst ? -Infinity : (sentAt[0] ?? -Infinity);
        const pace = this.paceAt(now);
        const slowed = pace < this.maxRequestsPerSecond ? (sentAt.at(-1) ?? -Infinity) + 1000 / pace : -Infinity;
        return Math.max(first + windowMs, slowed, this.quietUntil);
    }

    private paceAt(now: number): number {
        const { pace, quietUntil, maxRequestsPerSecond: max } = this;
        const recovered = (Math.max(0, now - quietUntil) / 1000) * RECOVERY_PER_SECOND * max;
        return Math.min(max, pace === max ? max : pace + recovered);
    }
}
