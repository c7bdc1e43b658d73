/*
 * Assumptions about CCM's timing, in milliseconds: the same for a start whose response was just lost and for one left
 * by an interrupted update.
 */

/** Maximum lag of the service's list. */
export const SETTLING_MS = 20_000;
/** Usual maximum time that gateways wait for CCM: a response that was not received may have been this late. */
export const UNANSWERED_MS = 60_000;
/** A search fails if the service is unreachable for this long. */
export const LONGEST_SEARCH_MS = 4 * 60_000;
/** Tolerance for `created_at`, which is in whole seconds and by the clocks of different machines. */
export const MARGIN_MS = 5_000;
