import type { Clock } from "./clock";

/**
 * Spaces requests out so that one process never sends more than so many a second, however many runs it looks after.
 * First come, first served; a second's worth may go at once after a quiet time.
 */
export class RequestBudget {
    /** When the next request would go if there had never been a quiet time. */
    private nextAt = -Infinity;
    private readonly spacingMs: number;

    constructor(
        maxRequestsPerSecond: number,
        private readonly clock: Clock,
    ) {
        this.spacingMs = 1000 / maxRequestsPerSecond;
    }

    /** Resolves when the caller may send one request. */
    async take(): Promise<void> {
        const now = this.clock.now();
        const burstStart = now - Math.max(0, 1000 - this.spacingMs);
        this.nextAt = Math.max(this.nextAt, burstStart) + this.spacingMs;
        const wait = this.nextAt - this.spacingMs - now;
        if (wait > 0) await this.clock.sleep(wait);
    }
}
