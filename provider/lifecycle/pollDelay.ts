import type { Random } from "../ccm";

const SHORTEST_MS = 2_000;
const LONGEST_MS = 30_000;
/** A look comes after a tenth of the time waited so far: an end is noticed within a tenth of the run's time. */
const SHARE = 0.1;
/** Each pause is drawn from 90 % to 110 %, so that runs started together do not ask together. */
const JITTER = 0.1;

/** The pause before the next look at a run that has been waited for `waitedMs`, in milliseconds. */
export function pollDelay(waitedMs: number, random: Random): number {
    const pause = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, waitedMs * SHARE));
    return pause * (1 - JITTER + 2 * JITTER * random());
}
