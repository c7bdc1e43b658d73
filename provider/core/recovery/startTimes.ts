/*
 * What is assumed of how long CCM takes, in milliseconds: the same for a start whose answer was lost a moment ago and for one that an
 * interrupted update has left.
 */

/** The service's list may lag behind by this long. */
export const SETTLING_MS = 20_000;
/** Gateways wait for CCM by this long at most, mostly: so late the answer may come that nobody was there to take. */
export const UNANSWERED_MS = 60_000;
/** A service that cannot be asked for this long cannot be waited for. */
export const LONGEST_SEARCH_MS = 4 * 60_000;
/** `created_at` is in whole seconds, and the machines of a service do not agree to the second. */
export const MARGIN_MS = 5_000;
