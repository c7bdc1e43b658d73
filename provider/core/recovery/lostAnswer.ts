import { CcmBodyError, CcmConnectionError, CcmRedirectError, CcmStatusError } from "../../ccm";

/** Whether the answer was that of a web site: a page, or the way to one. */
export function isNoCcm(error: unknown): boolean {
    if (error instanceof CcmBodyError) return error.html;
    return error instanceof CcmRedirectError || (error instanceof CcmStatusError && error.status < 400);
}

/** Whether the service may still be at a start that ended in this error. */
export function isUnanswered(error: unknown): boolean {
    if (error instanceof CcmConnectionError) return error.code === "TIMEOUT";
    return error instanceof CcmStatusError && (error.status === 504 || error.status === 408);
}
