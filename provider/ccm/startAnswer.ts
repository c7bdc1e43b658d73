import { CcmBodyError, CcmConnectionError, CcmCredentialError, CcmError, CcmStatusError } from "./errors";

/** What the end of a request that starts something proves about it. */
export interface AnswerProof {
    /** `refused`: CCM itself says that it has not done it. `unclear`: it may have, or may do so yet. */
    readonly kind: "neverSent" | "refused" | "unclear";
    /** For how long after the answer CCM may still act, in milliseconds. */
    readonly mayActForMs: number;
    readonly reason: string;
}

/**
 * Gateways give up on CCM, and connections break, while it is still at work: runs were seen to appear 25 to 45 s after such an
 * answer, so it is given a minute.
 */
export const LATE_MS = 60_000;

const NEVER_SENT: AnswerProof = { kind: "neverSent", mayActForMs: 0, reason: "the request never left" };
const REFUSED: AnswerProof = { kind: "refused", mayActForMs: 0, reason: "CCM has refused it" };

function unclear(reason: string): AnswerProof {
    return { kind: "unclear", mayActForMs: LATE_MS, reason };
}

/**
 * What an error proves about a start. A refusal is believed only in CCM's own form, JSON: proxies and gateways answer with
 * pages and texts of their own, with 403 and 429 as well, and also after CCM has done its work.
 */
export function whatAnswerProves(error: unknown): AnswerProof {
    if (error instanceof CcmConnectionError) {
        return error.maybeSent ? unclear(`the connection broke (${error.code})`) : NEVER_SENT;
    }
    if (error instanceof CcmCredentialError) return { ...NEVER_SENT, reason: "there was no token to send it with" };
    if (error instanceof CcmStatusError) {
        const { status, form } = error;
        // A redirect may be the answer to a request that was carried out (303 is meant for that).
        const isRefusal = status >= 400 && status < 500 && status !== 408 && form === "json";
        return isRefusal ? REFUSED : unclear(`the answer was ${status}${form === "json" ? "" : ", and not CCM's own"}`);
    }
    if (error instanceof CcmBodyError)
        return unclear(error.html ? "the answer was a web page" : "the answer cannot be read");
    return error instanceof CcmError ? NEVER_SENT : unclear("what happened is not known");
}
