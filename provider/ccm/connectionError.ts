import type { AxiosError } from "axios";
import { CcmConnectionError } from "./errors";
import type { ProxyServer } from "./proxy";
import { ProxyConnectError } from "./tunnelAgent";

/** A request without a complete response. */
export interface FailedRequest {
    /** Description for errors, such as "start the run". */
    readonly operation: string;
    readonly url: URL;
    /** `undefined` for a direct connection. */
    readonly proxy: ProxyServer | undefined;
    /** Timeout in milliseconds. */
    readonly timeoutMs: number;
    readonly timedOut: boolean;
}

/** Creates the error of a failed request: what happened where, what to do, and whether the request may have arrived. */
export function connectionError(request: FailedRequest, error: unknown): CcmConnectionError {
    const { operation, url, proxy, timeoutMs, timedOut } = request;
    const { isAxiosError, cause: inner, code: outer } = error as Partial<AxiosError>;
    const cause = ((isAxiosError ? inner : undefined) ?? error) as SystemError;
    if (cause instanceof ProxyConnectError) return proxyError(operation, url, cause);
    const code = timedOut ? "TIMEOUT" : ((isAxiosError ? outer : undefined) ?? cause.code ?? "UNKNOWN");
    const never = !timedOut && neverLeft(cause, code);
    const target = proxy === undefined ? url.origin : `${url.origin} through the proxy ${proxy.label}`;
    const what = timedOut
        ? `no response from ${target} within ${Math.round(timeoutMs / 1000)} s`
        : never
          ? `no connection to ${target} (${code})`
          : `the connection to ${target} was lost (${code})`;
    const advice = NOT_TLS.test(cause.message)
        ? "; it does not speak TLS: check the port of endpoint"
        : UNTRUSTED.test(code)
          ? "; its certificate is not trusted here: set caFile to the certificate of its authority"
          : "";
    return new CcmConnectionError(operation, `cannot ${operation}: ${what}${advice}`, code, !never);
}

/** Creates the error of a request whose caller was canceled. */
export function abandoned(operation: string, maybeSent: boolean): CcmConnectionError {
    return new CcmConnectionError(operation, `cannot ${operation}: the update was canceled`, "ABANDONED", maybeSent);
}

/** The message blames the proxy: nothing is known about the endpoint. */
function proxyError(operation: string, url: URL, error: ProxyConnectError): CcmConnectionError {
    const { proxy, code, status, systemMessage } = error;
    const { label, variable, authorization } = proxy;
    const what =
        status !== undefined
            ? `the proxy ${label} answered ${status} and did not connect to ${url.origin}`
            : code.startsWith("PROXY_")
              ? `the proxy ${label} did not connect to ${url.origin} (${code})`
              : `no connection to the proxy ${label} (${code})`;
    const advice =
        status === 407
            ? authorization === undefined
                ? `it requires a user name and a password: set ${variable} to http://user:password@${proxy.url.host}`
                : `it does not accept the user name and the password in ${variable}`
            : NOT_TLS.test(systemMessage)
              ? `it does not speak TLS: write http:// in ${variable}`
              : UNTRUSTED.test(code)
                ? "its certificate is not trusted here: set caFile to the certificate of its authority"
                : `check ${variable}, or add ${url.hostname} to NO_PROXY`;
    return new CcmConnectionError(operation, `cannot ${operation}: ${what}; ${advice}`, code, false);
}

/** OpenSSL's messages when the peer answers the handshake with something other than TLS, such as plain HTTP. */
const NOT_TLS = /wrong version number|packet length too long/;
const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_/;

interface SystemError extends NodeJS.ErrnoException {
    /** One error for each address of the host, if all were tried. */
    readonly errors?: readonly NodeJS.ErrnoException[];
}

/**
 * Whether a request failed before its first byte was sent: unknown host name, rejected certificate, or failed connect.
 * The same codes from an open connection (such as a lost network) prove nothing.
 */
function neverLeft(cause: SystemError, code: string): boolean {
    if (NOT_TLS.test(cause.message)) return true;
    if (/^(ENOTFOUND|EAI_AGAIN|ERR_INVALID_URL)$|CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) return true;
    return (cause.errors ?? [cause]).every(({ syscall }) => syscall === "connect");
}
