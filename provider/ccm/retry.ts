import type { Random } from "./clock";
import { CcmBodyError, CcmConnectionError, CcmStatusError } from "./errors";
import { whatAnswerProves } from "./startAnswer";

/** Tries in all, the first one included. With the delays below, a service may be away for about 15 s. */
const MAX_TRIES = 6;
/** Where nothing listens, at most 3.5 s: that is mostly a wrong address or a service that is not started. */
const MAX_TRIES_REFUSED = 4;
/** The first pause is at most this long; each further one at most twice the one before. */
const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;
/** A service that asks for more than this is waited for only by who has a time limit. */
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
 * Whether to send a request again, and when. Pure: same input, same answer.
 *
 * Only two things allow sending a request again that must not be carried out twice: that it provably never left, and
 * that CCM itself refused it for its rate (429), before acting.
 */
export function decideRetry(failed: FailedTry, random: Random): RetryDecision {
    const cause = transientCause(failed.error);
    if (cause === undefined) return { retry: false, reason: "the error is final" };
    if (!failed.repeatable && whatAnswerProves(failed.error).kind === "unclear") {
        return { retry: false, reason: `${cause}, and the request must not be carried out twice` };
    }
    // Who has a time limit is patient with a service that only asks for fewer requests.
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

/** Whether the service has refused a request for its rate. */
export function isThrottled(error: unknown): error is CcmStatusError & { readonly status: 429 } {
    return error instanceof CcmStatusError && error.status === 429;
}

function isRefusedConnection(error: unknown): boolean {
    return error instanceof CcmConnectionError && error.code === "ECONNREFUSED";
}

/** Whether another try may help. */
export function isTransient(error: unknown): boolean {
    return transientCause(error) !== undefined;
}

/** Half of a doubling delay is fixed, half is drawn, so that many clients do not come back at one moment. */
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
    // A web page means a wrong address, which no repetition mends; other bad bodies were cut or garbled on the way.
    if (error instanceof CcmBodyError && !error.html) return "the answer was cut short";
    return undefined;
}

/**
 * Certificates, addresses and what a proxy refuses do not get better within seconds, and who has gone away does not come
 * back.
 */
const FINAL_CODES = /PROXY_4|CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_|ERR_INVALID_URL|ABANDONED/;
