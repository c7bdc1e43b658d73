/**
 * Base class of the errors of requests to CCM. None contains a secret in any field: external texts are truncated and
 * sanitized first (see `bodyText.ts`), and no error keeps the request or a library's error as its cause, because those
 * contain the token.
 *
 * No subclass has a field `id`: Pulumi treats any error with one as a partially created resource.
 */
export abstract class CcmError extends Error {
    constructor(
        /** Description of the failed operation, such as "start the run". */
        readonly operation: string,
        message: string,
    ) {
        super(message);
        this.name = new.target.name;
    }
}

/** The request ended without a complete response. */
export class CcmConnectionError extends CcmError {
    constructor(
        operation: string,
        message: string,
        /** Code of the system, the library or this package, such as `ECONNREFUSED`. */
        readonly code: string,
        /**
         * False if the request was certainly not sent (connection refused, name not found, certificate rejected). True
         * means only that the service may have acted.
         */
        readonly maybeSent: boolean,
    ) {
        super(operation, message);
    }
}

/** Code of a request that this process's rate limiter did not release in time. */
export const RATE_LIMITED_LOCALLY = "NO_TURN";

/** CCM responded with a status other than success. */
export class CcmStatusError extends CcmError {
    constructor(
        operation: string,
        message: string,
        readonly status: number,
        /** Message of the service, as plain text of at most 500 characters; empty if there is none. */
        readonly detail: string,
        readonly requestId: string | undefined,
        /** Pause that the service requests (`Retry-After`), in milliseconds. */
        readonly retryAfterMs: number | undefined,
        /** Format of the body: CCM itself responds with JSON, gateways in front of it often do not. */
        readonly form: "json" | "html" | "text" = "json",
    ) {
        super(operation, message);
    }
}

/** A success status with a body that does not match the operation: a web page, or JSON of another shape. */
export class CcmBodyError extends CcmError {
    constructor(
        operation: string,
        message: string,
        readonly status: number,
        /** The body as plain text of at most 500 characters. */
        readonly detail: string,
        /** True if the body is a web page, which often indicates a wrong address. */
        readonly html: boolean,
    ) {
        super(operation, message);
    }
}

/** No token could be obtained, so the operation itself was not sent. */
export class CcmCredentialError extends CcmError {
    constructor(readonly reason: CcmError) {
        super(reason.operation, reason.message);
    }
}

/** A redirect that was not followed (307 or 308, which require repeating the request). The token was not sent there. */
export class CcmRedirectError extends CcmError {}

/** Invalid settings. Nothing was sent. */
export class CcmSettingsError extends CcmError {
    constructor(readonly problems: readonly string[]) {
        super("read the settings", problems.join("; "));
    }
}

/** Whether CCM responded 404 (not found). It does so for objects of other accounts as well. */
export function isNotFound(error: unknown): boolean {
    return error instanceof CcmStatusError && error.status === 404;
}

/** Whether the service rejected the token (401). */
export function isUnauthorized(error: unknown): boolean {
    return error instanceof CcmStatusError && error.status === 401;
}
