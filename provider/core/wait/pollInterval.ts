import type { Random } from "../../ccm";

/** Minimum of the promised delay, in milliseconds. */
const ALLOWED_DELAY_MS = 2_000;
/** The promised delay as a share of the time waited so far. */
const ALLOWED_DELAY_SHARE = 0.1;
const LONGEST_INTERVAL_MS = 30_000;
/** Each interval is drawn from 95 % to 105 %, so that runs that started together are not polled together. */
const JITTER = 0.05;
/** The longest interval that can be drawn, and the time of the response, stay within the promised delay. */
const INTERVAL_SHARE = 0.9;
/** The share of `maxRequestsPerSecond` for status requests of runs that the list shows. */
const LISTED_SHARE = 0.05;

/** Milliseconds until the next request for a run that has been waited for `waitedMs`, so that its end is noticed in time. */
export function pollInterval(waitedMs: number, random: Random): number {
    return Math.min(LONGEST_INTERVAL_MS, intervalWithinPromise(waitedMs)) * jitter(random);
}

/**
 * The same for one of `waits` runs whose end the list is expected to show first: the status request is the safeguard against
 * a list that lags, and all of them together are limited.
 */
export function listedPollInterval(
    waitedMs: number,
    waits: number,
    maxRequestsPerSecond: number,
    random: Random,
): number {
    const shareMs = (1000 * waits) / (maxRequestsPerSecond * LISTED_SHARE);
    return Math.max(intervalWithinPromise(waitedMs), shareMs) * jitter(random);
}

function intervalWithinPromise(waitedMs: number): number {
    return INTERVAL_SHARE * Math.max(ALLOWED_DELAY_MS, waitedMs * ALLOWED_DELAY_SHARE);
}

function jitter(random: Random): number {
    return 1 - JITTER + 2 * JITTER * random();
}
