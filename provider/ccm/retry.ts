import type { Random } from "./clock";
import { CcmBodyError, CcmConnectionError, CcmStatusError } from "./errors";
import { whatAnswerProves } from "./startAnswer";

/** Maximum number of tries, including the first. With the delays below, bridges an outage of up to about 15 s. */
const MAX_TRIES = 6;
/** For refused connections, 3.5 s at most: usually the address is wrong or the service is not started. */
const MAX_TRIES_REFUSED = 4;
/** Maximum of the first delay; it doubles with each further try. */
const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;
/** A longer requested pause is honored only if the service throttles (429) and the caller has a time limit. */
const LONGEST_RETRY_AFTER_MS = 120_000;

export interface FailedTry {
    /** Whether the request may be carried out twice without harm. A start may not. */
    readonly repeatable: boolean;
    /** 1 for the first. */
    readonly tries: number;
    /** Milliseconds left until the caller's time limit; `Infinity` when it has none. */
    readonly msLeft: number;
    readonly error: unknown;
}

export type RetryDecision =
    | { readonly retry: true; readonly delayMs: number; readonly reason: string }
    | { readonly retry: false; readonly reason: string };

/**
 * Decides whether and when to retry a request. Pure function.
 *
 * A request that must not be carried out twice is retried in two cases only: it was provably not sent, or CCM itself
 * throttled it (429) before acting.
 */
export function decideRetry(failed: FailedTry, random: Random): RetryDecision {
    const cause = transientCause(failed.error);
    if (cause === undefined) return { retry: false, reason: "the error is final" };
    if (!failed.repeatable && whatAnswerProves(failed.error).kind === "unclear") {
        return { retry: false, reason: `${cause}, and the request must not be carried out twice` };
    }
    // A caller with a time limit keeps retrying while the service only throttles.
    const isPatient = isThrottled(failed.error) && failed.msLeft < Infinity;
    const maxTries = isRefusedConnection(failed.error) ? MAX_TRIES_REFUSED : MAX_TRIES;
    if (failed.tries >= maxTries && !isPatient) return { retry: false, reason: `${cause}, ${failed.tries} times` };
    const asked = failed.error instanceof CcmStatusError ? failed.error.retryAfterMs : undefined;
    if (asked !== undefined && asked > LONGEST_RETRY_AFTER_MS && !isPatient) {
        return { retry: false, reason: `${cause}, and the service asks for a pause of ${asked / 1000} s` };
    }
    const delayMs = Math.max(asked ?? 0, backoff(failed.tries, random));
    if (delayMs >= failed.msLeft) return { retry: false, reason: `${cause}, and the time limit is near` };
    return { retry: true, delayMs, reason: cause };
}

/** Whether the service throttled a request (429). */
export function isThrottled(error: unknown): error is CcmStatusError & { readonly status: 429 } {
    return error instanceof CcmStatusError && error.status === 429;
}

function isRefusedConnection(error: unknown): boolean {
    return error instanceof CcmConnectionError && error.code === "ECONNREFUSED";
}

/** Whether a retry may help. */
export function isTransient(error: unknown): boolean {
    return transientCause(error) !== undefined;
}

/** Exponential backoff: half of the delay is fixed, half random, so that many clients do not retry simultaneously. */
function backoff(tries: number, random: Random): number {
    const full = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (tries - 1));
    return full / 2 + (full / 2) * random();
}

function transientCause(error: unknown): string | undefined {
    if (error instanceof CcmConnectionError) {
        if (FINAL_CODES.test(error.code)) return undefined;
        return error.maybeSent ? `the connection broke (${error.code})` : `no connection (${error.code})`;
    }
    if (error instanceof CcmStatusError) {
        if (isThrottled(error)) return "too many requests (429)";
        if (error.status === 408 || (error.status >= 500 && error.status !== 501)) {
            return `the service answered ${error.status}`;
        }
    }
    // A web page means a wrong address, which no retry fixes; other invalid bodies were cut or garbled in transit.
    if (error instanceof CcmBodyError && !error.html) return "the answer was cut short";
    return undefined;
}

/**
 * Rejected certificates, wrong addresses and refusals by a proxy do not resolve within seconds, and a canceled caller
 * does not return.
 */
const FINAL_CODES = /PROXY_4|CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_|ERR_INVALID_URL|ABANDONED/;
