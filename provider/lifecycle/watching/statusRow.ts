import type { Clock } from "../../ccm";
import type { Report } from "../context";
import { formatDuration } from "../duration";

/** A row that stays the same is written again after this time, in milliseconds, and then at growing intervals. */
const FIRST_INTERVAL_MS = 5000;

/**
 * The status of a run on its resource's row: what it is, for how long, and what comes next. Written when the status
 * changes; while it stays, at intervals that grow with it, so that a hundred rows stay calm, or not at all where each
 * line stays, as in the log of a CI job.
 */
export class StatusRow {
    private status: string | undefined;
    private since = 0;
    private dueAt = 0;

    constructor(
        private readonly report: Report,
        private readonly clock: Clock,
    ) {}

    show(status: string, next: string): void {
        const now = this.clock.now();
        if (status !== this.status) {
            this.status = status;
            this.since = now;
            this.dueAt = now;
        }
        if (now < this.dueAt) return;
        const forMs = now - this.since;
        this.report.progress(forMs < 1000 ? `${status}, ${next}` : `${status} for ${formatDuration(forMs)}, ${next}`);
        this.dueAt = this.report.linesStay ? Infinity : now + Math.max(FIRST_INTERVAL_MS, forMs / 2);
    }
}
