/**
 * What can go wrong between this package and CCM. None of these carries a secret in any field: texts that come
 * from outside are bounded and cleaned before they get here (see `bodyText.ts`), and no error keeps the request or a
 * library's error as its cause, because those hold the token.
 *
 * No class here has a field called `id`: Pulumi takes any error with one for a half-made resource.
 */
export abstract class CcmError extends Error {
    constructor(
        /** The operation that failed, in words: "start the run". */
        readonly operation: string,
        message: string,
    ) {
        super(message);
        this.name = new.target.name;
    }
}

/** The exchange broke before a whole answer was here. */
export class CcmConnectionError extends CcmError {
    constructor(
        operation: string,
        message: string,
        /** The code of the system or the library, such as `ECONNREFUSED`. */
        readonly code: string,
        /**
         * False when the request certainly never left (refused, name not found, certificate rejected).
         * True does not mean that the service has acted, only that it may have.
         */
        readonly maybeSent: boolean,
    ) {
        super(operation, message);
    }
}

/** The code of a request that the process's own budget of requests did not let out in time. */
export const RATE_LIMITED_LOCALLY = "NO_TURN";

/** CCM answered with a status that is not success. */
export class CcmStatusError extends CcmError {
    constructor(
        operation: string,
        message: string,
        readonly status: number,
        /** What the service said, as plain text of at most 500 characters; empty when it said nothing. */
        readonly detail: string,
        readonly requestId: string | undefined,
        /** How long the service asks to wait, in milliseconds (`Retry-After`). */
        readonly retryAfterMs: number | undefined,
        /** What the body was: CCM itself answers with JSON, what stands in front of it often does not. */
        readonly form: "json" | "html" | "text" = "json",
    ) {
        super(operation, message);
    }
}

/** A success status whose body is not what the operation answers with: a web page, or JSON of another shape. */
export class CcmBodyError extends CcmError {
    constructor(
        operation: string,
        message: string,
        readonly status: number,
        /** The body as plain text of at most 500 characters. */
        readonly detail: string,
        /** True when the body is a web page, which is what a wrong address often answers with. */
        readonly html: boolean,
    ) {
        super(operation, message);
    }
}

/** No token could be had, so the operation itself was not sent. */
export class CcmCredentialError extends CcmError {
    constructor(readonly reason: CcmError) {
        super(reason.operation, reason.message);
    }
}

/** A redirect that must not be followed (307 or 308, which ask for the request to be sent again). The token was not sent there. */
export class CcmRedirectError extends CcmError {}

/** Settings that cannot be used. Nothing was sent. */
export class CcmSettingsError extends CcmError {
    constructor(readonly problems: readonly string[]) {
        super("read the settings", problems.join("; "));
    }
}

/** Whether the service says that it does not know the thing (404). It says so to a foreign account as well. */
export function isNotFound(error: unknown): boolean {
    return error instanceof CcmStatusError && error.status === 404;
}

/** Whether the service refuses the token (401). */
export function isUnauthorized(error: unknown): boolean {
    return error instanceof CcmStatusError && error.status === 401;
}
