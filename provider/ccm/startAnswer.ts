import { CcmBodyError, CcmConnectionError, CcmCredentialError, CcmError, CcmStatusError } from "./errors";

/** What the outcome of a request proves about its execution. */
export interface AnswerProof {
    /** `refused`: CCM itself responded that it did not act. `unclear`: it may have acted, or may still act. */
    readonly kind: "neverSent" | "refused" | "unclear";
    /** How long after the response CCM may still act, in milliseconds. */
    readonly mayActForMs: number;
    readonly reason: string;
}

/**
 * Gateways time out and connections break while CCM is still working: runs have been observed to appear 25 to 45 s
 * after such a response, so the limit is one minute.
 */
export const LATE_MS = 60_000;

const NEVER_SENT: AnswerProof = { kind: "neverSent", mayActForMs: 0, reason: "the request never left" };
const REFUSED: AnswerProof = { kind: "refused", mayActForMs: 0, reason: "CCM has refused it" };

function unclear(reason: string): AnswerProof {
    return { kind: "unclear", mayActForMs: LATE_MS, reason };
}

/**
 * Determines what an error proves about a start. Only JSON, CCM's own format, counts as a refusal: proxies and gateways
 * send pages and texts of their own, also with 403 and 429, and also after CCM has acted.
 */
export function whatAnswerProves(error: unknown): AnswerProof {
    if (error instanceof CcmConnectionError) {
        return error.maybeSent ? unclear(`the connection was lost (${error.code})`) : NEVER_SENT;
    }
    if (error instanceof CcmCredentialError) return { ...NEVER_SENT, reason: "there was no token to send it with" };
    if (error instanceof CcmStatusError) {
        const { status, form } = error;
        // A redirect may be the response to a request that was carried out (303 is meant for that).
        const isRefusal = status >= 400 && status < 500 && status !== 408 && form === "json";
        return isRefusal ? REFUSED : unclear(`the response was ${status}${form === "json" ? "" : ", not from CCM"}`);
    }
    if (error instanceof CcmBodyError)
        return unclear(error.html ? "the response was a web page" : "the response cannot be read");
    return error instanceof CcmError ? NEVER_SENT : unclear("unknown error");
}
