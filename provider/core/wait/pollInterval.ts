import type { Random } from "../../ccm";

/** What an end may be noticed late, at the least, in milliseconds. */
const ALLOWED_DELAY_MS = 2_000;
/** The same as a share of the time waited so far. */
const ALLOWED_DELAY_SHARE = 0.1;
const LONGEST_PAUSE_MS = 30_000;
/** Each pause is drawn from 95 % to 105 %, so that runs started together do not ask together. */
const JITTER = 0.05;
/** The longest pause that can be drawn, and the answer's own time, come within what is allowed. */
const PAUSE_SHARE = 0.9;

/** How late the end of a run may be noticed that has been waited for `waitedMs`, in milliseconds. */
export function allowedDelay(waitedMs: number): number {
    return Math.max(ALLOWED_DELAY_MS, waitedMs * ALLOWED_DELAY_SHARE);
}

/** The pause before the next look at a run that has been waited for `waitedMs`, in milliseconds. */
export function pollInterval(waitedMs: number, random: Random): number {
    const pause = Math.min(LONGEST_PAUSE_MS, PAUSE_SHARE * allowedDelay(waitedMs));
    return pause * (1 - JITTER + 2 * JITTER * random());
}
