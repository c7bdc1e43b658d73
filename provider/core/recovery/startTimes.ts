import { LATE_MS } from "../../ccm";

/*
 * Assumptions about CCM's timing, in milliseconds: the same for a start whose response was just lost and for one left
 * by an interrupted update.
 */

/** Maximum lag of the service's list. */
export const SETTLING_MS = 20_000;
/** Usual maximum time that gateways wait for CCM: a response that was not received may have been this late. */
export const UNANSWERED_MS = 60_000;
/** How long a start may be sent after it began, unless its `timeouts.start` is known: the default of that input. */
export const USUAL_SEND_MS = 15 * 60_000;
/** Maximum time from a request until its run is listed: the response, CCM's work after it, the list's lag. */
export const LONGEST_UNSEEN_MS = UNANSWERED_MS + LATE_MS + SETTLING_MS;
/** A search fails if the service is unreachable for this long. */
export const LONGEST_SEARCH_MS = 4 * 60_000;
/** Tolerance for `created_at`, which is in whole seconds and by the clocks of different machines. */
export const MARGIN_MS = 5_000;

/** Maximum time from the first request of a start until its run is listed, in milliseconds. */
export function longestStart(sendForMs: number = USUAL_SEND_MS): number {
    return sendForMs + LONGEST_UNSEEN_MS;
}
