import type { CallOptions, Clock } from "../../ccm";
import type { Report } from "../context";
import { formatDuration } from "../text";
import type { StatusOptions } from "./statusReader";

/** An unchanged status line is repeated after this time, in milliseconds, and then at growing intervals. */
const FIRST_INTERVAL_MS = 5000;

/**
 * The status of a run on its resource's row: the status, how long it has lasted, and what is waited for. Written when the
 * status changes, and repeated at growing intervals; not repeated where every line is kept, as in the log of a CI job.
 */
export class StatusLine {
    private status: string | undefined;
    private since = 0;
    private dueAt = 0;
    private isTroubleSaid = false;

    constructor(
        private readonly report: Report,
        private readonly clock: Clock,
    ) {}

    /** @param trouble why it is slow; shown immediately the first time */
    show(status: string, next: string, trouble?: string): void {
        const now = this.clock.now();
        if (status !== this.status) {
            this.status = status;
            this.since = now;
            this.dueAt = now;
            this.isTroubleSaid = false;
        }
        if (now < this.dueAt && (trouble === undefined || this.isTroubleSaid)) return;
        this.isTroubleSaid ||= trouble !== undefined;
        const forMs = now - this.since;
        const stands = forMs < 1000 ? status : `${status} for ${formatDuration(forMs)}`;
        this.report.progress([stands, trouble, next].filter((part) => part !== undefined).join(", "));
        this.dueAt = this.report.keepsEveryLine ? Infinity : now + Math.max(FIRST_INTERVAL_MS, forMs / 2);
    }
}

/** Why an operation is slow, for a row. */
export const THROTTLED = "CCM asks for fewer requests (429)";

/** Shows on the row that the service throttles an operation; once where every line is kept. */
export function throttledLine(report: Report, doing: string): NonNullable<CallOptions["onThrottled"]> {
    let isSaid = false;
    return (pauseMs) => {
        if (isSaid && report.keepsEveryLine) return;
        isSaid = true;
        report.progress(`${doing}; ${THROTTLED}, next try in ${formatDuration(pauseMs)}`);
    };
}

/** The same for reading a status. */
export function reportThrottling(
    report: Report,
    doing = "reading the status of the run",
): Required<Pick<StatusOptions, "onThrottled">> {
    return { onThrottled: throttledLine(report, doing) };
}
