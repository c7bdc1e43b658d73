import type { AxiosError, AxiosInstance, AxiosStatic } from "axios";
import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { rootCertificates } from "node:tls";
import { shownLine } from "../contract/shownText";
import { CcmConnectionError, CcmRedirectError, CcmSettingsError } from "./errors";
import { isThisMachine } from "./settings";

/** Armor requires clients to follow redirects; more than this many is a loop. */
const MAX_REDIRECTS = 5;
/** More than any real answer: 1 000 runs are about 1 MB. */
const MAX_BODY_BYTES = 50_000_000;

export interface HttpRequest {
    /** In words, for errors: "start the run". */
    readonly operation: string;
    readonly method: "GET" | "POST" | "PATCH" | "DELETE";
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    /** For the whole exchange, in milliseconds. */
    readonly timeoutMs: number;
}

export interface HttpAnswer {
    readonly status: number;
    readonly body: string;
    /** By lower-case name; of a header that came several times, the values joined by commas. */
    readonly headers: Readonly<Record<string, string>>;
}

export type Transport = (request: HttpRequest) => Promise<HttpAnswer>;

/**
 * HTTP over connections that are kept open and shared. Any status is an answer.
 *
 * @param caFile PEM file with certificate authorities that are trusted besides the usual ones
 * @throws CcmSettingsError when `caFile` cannot be read
 */
export function createTransport(caFile: string | undefined): Transport {
    // With the first client: a plugin process that is only asked for previews does not need it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` would load its ES modules, one by one
    const axios = require("axios") as AxiosStatic;
    const http = axios.create({
        httpAgent: new HttpAgent({ keepAlive: true }),
        httpsAgent: new HttpsAgent({ keepAlive: true, ...(caFile === undefined ? {} : { ca: readCa(caFile) }) }),
        responseType: "text",
        // Bodies go out and come in as they are: axios must neither guess nor repair JSON.
        transformRequest: [(body: unknown) => body],
        transformResponse: [(body: unknown) => body],
        validateStatus: () => true,
        maxRedirects: 0,
        maxContentLength: MAX_BODY_BYTES,
    });
    return (request) => followRedirects(http, request);
}

function readCa(caFile: string): string[] {
    let text: string;
    try {
        text = readFileSync(caFile, "utf8");
    } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
        throw new CcmSettingsError([`the file of caFile, ${caFile}, cannot be read (${code})`]);
    }
    if (!text.includes("-----BEGIN CERTIFICATE-----")) {
        throw new CcmSettingsError([`the file of caFile, ${caFile}, holds no certificate in PEM form`]);
    }
    return [...rootCertificates, text];
}

async function followRedirects(http: AxiosInstance, request: HttpRequest): Promise<HttpAnswer> {
    const signal = AbortSignal.timeout(Math.ceil(request.timeoutMs));
    let url = new URL(request.url);
    for (let redirects = 0; ; redirects++) {
        const answer = await send(http, request, url, signal);
        // 301 to 303 would turn a POST into a GET; they are answered like any other unexpected status.
        if (answer.status !== 307 && answer.status !== 308) return answer;
        if (redirects === MAX_REDIRECTS) throw redirectError(request, url, "redirects without end");
        url = redirectTarget(request, url, answer.headers["location"]);
    }
}

/** Where a redirect leads, if the token may go there: the same host, and never from https to http. */
function redirectTarget(request: HttpRequest, from: URL, location: string | undefined): URL {
    if (location === undefined || !URL.canParse(location, from.href)) {
        throw redirectError(request, from, "redirects to nowhere");
    }
    const to = new URL(location, from);
    if (to.host !== from.host || (to.protocol !== from.protocol && to.protocol !== "https:")) {
        const target = shownLine(to.origin, 200);
        throw redirectError(request, from, `redirects to ${target}, where the token is not sent`);
    }
    return to;
}

function redirectError(request: HttpRequest, from: URL, what: string): CcmRedirectError {
    return new CcmRedirectError(
        request.operation,
        `cannot ${request.operation}: ${from.origin} ${what}; set endpoint to the address that is meant`,
    );
}

async function send(http: AxiosInstance, request: HttpRequest, url: URL, signal: AbortSignal): Promise<HttpAnswer> {
    try {
        const answer = await http.request<string>({
            url: url.href,
            method: request.method,
            // Without a body axios would name the type of a form.
            headers: { Accept: "application/json", "Content-Type": false, ...request.headers },
            // What is meant for this machine, in clear perhaps, does not go through a proxy.
            ...(isThisMachine(url.hostname) && { proxy: false }),
            data: request.body,
            signal,
        });
        const headers = Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
        return {
            status: answer.status,
            body: answer.data,
            headers: Object.fromEntries(headers) as HttpAnswer["headers"],
        };
    } catch (error) {
        throw connectionError(request, url, error, signal.aborted);
    }
}

function connectionError(request: HttpRequest, url: URL, error: unknown, timedOut: boolean): CcmConnectionError {
    const { isAxiosError, cause: inner, code: outer } = error as Partial<AxiosError>;
    const cause = ((isAxiosError ? inner : undefined) ?? error) as SystemError;
    const code = timedOut ? "TIMEOUT" : ((isAxiosError ? outer : undefined) ?? cause.code ?? "UNKNOWN");
    const never = !timedOut && neverLeft(cause, code);
    const what = timedOut
        ? `no answer from ${url.origin} within ${Math.round(request.timeoutMs / 1000)} s`
        : never
          ? `no connection to ${url.origin} (${code})`
          : `the connection to ${url.origin} broke (${code})`;
    const advice = NOT_TLS.test(cause.message)
        ? "; it does not speak TLS: check the port of endpoint"
        : /SELF_SIGNED|UNABLE_TO_/.test(code)
          ? "; its certificate is not trusted here: set caFile to the certificate of its authority"
          : "";
    return new CcmConnectionError(request.operation, `cannot ${request.operation}: ${what}${advice}`, code, !never);
}

/** What OpenSSL says when the other side answers the handshake with something else, such as plain HTTP. */
const NOT_TLS = /wrong version number|packet length too long/;

interface SystemError extends NodeJS.ErrnoException {
    /** One for each address of the host, when all were tried. */
    readonly errors?: readonly NodeJS.ErrnoException[];
}

/**
 * Whether a failure came before a single byte of the request was sent: no such name, a certificate that was rejected,
 * or the connect itself. The same codes from an open connection (a network that went away) prove nothing.
 */
function neverLeft(cause: SystemError, code: string): boolean {
    if (NOT_TLS.test(cause.message)) return true;
    if (/^(ENOTFOUND|EAI_AGAIN|ERR_INVALID_URL)$|CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) return true;
    return (cause.errors ?? [cause]).every(({ syscall }) => syscall === "connect");
}
