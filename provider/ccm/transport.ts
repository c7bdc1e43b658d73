import type { AxiosInstance, AxiosStatic } from "axios";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { shownLine } from "../contract/shownText";
import { trustedCertificates } from "./certificates";
import { abandoned, connectionError } from "./connectionError";
import { CcmRedirectError } from "./errors";
import { proxyFor, type ProxyServer } from "./proxy";
import type { Settings } from "./settings";
import { createTunnelAgent } from "./tunnelAgent";

/** Armor requires clients to follow redirects; more than this many is a loop. */
const MAX_REDIRECTS = 5;
/** Larger than any real response: 1 000 runs are about 1 MB. */
const MAX_BODY_BYTES = 50_000_000;

export interface HttpRequest {
    /** Description for errors, such as "start the run". */
    readonly operation: string;
    readonly method: "GET" | "POST" | "PATCH" | "DELETE";
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    /** Timeout of the whole exchange, in milliseconds. */
    readonly timeoutMs: number;
    /** Aborts the exchange. */
    readonly signal?: AbortSignal;
}

export interface HttpAnswer {
    readonly status: number;
    readonly body: string;
    /** By lower-case name; the values of a repeated header are joined by commas. */
    readonly headers: Readonly<Record<string, string>>;
}

export type Transport = (request: HttpRequest) => Promise<HttpAnswer>;

/** Returns the agent for connections through a proxy. */
type TunnelAgents = (proxy: ProxyServer) => Promise<HttpAgent>;

/** Settings for connections. */
export type TransportSettings = Pick<Settings, "caFile">;

/**
 * Creates a transport with persistent shared connections, through the proxy that the environment sets for a URL. Any
 * status of the target is returned as a response.
 *
 * @throws CcmSettingsError when `caFile` cannot be used; requests throw it when the environment's proxy is invalid
 */
export function createTransport({ caFile }: TransportSettings): Transport {
    // Loaded with the first client: a plugin process that only serves previews does not need it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` would load its ES modules one by one
    const axios = require("axios") as AxiosStatic;
    const ca = caFile === undefined ? undefined : trustedCertificates(caFile);
    const http = axios.create({
        httpAgent: new HttpAgent({ keepAlive: true }),
        httpsAgent: new HttpsAgent({ keepAlive: true, ...(ca && { ca }) }),
        // `proxyFor` selects proxies: axios reads NO_PROXY differently and returns a proxy's response as the target's.
        proxy: false,
        responseType: "text",
        // Bodies are passed through unchanged: axios must neither guess nor repair JSON.
        transformRequest: [(body: unknown) => body],
        transformResponse: [(body: unknown) => body],
        validateStatus: () => true,
        maxRedirects: 0,
        maxContentLength: MAX_BODY_BYTES,
    });
    const tunnelAgents = new Map<string, Promise<HttpAgent>>();
    const tunnelAgentFor: TunnelAgents = (proxy) => {
        const key = `${proxy.url.href} ${proxy.authorization ?? ""}`;
        const agent = tunnelAgents.get(key) ?? createTunnelAgent(proxy, ca);
        tunnelAgents.set(key, agent);
        return agent;
    };
    return (request) => followRedirects(http, tunnelAgentFor, request);
}

async function followRedirects(
    http: AxiosInstance,
    tunnelAgentFor: TunnelAgents,
    request: HttpRequest,
): Promise<HttpAnswer> {
    const timeout = AbortSignal.timeout(Math.ceil(request.timeoutMs));
    const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
    let url = new URL(request.url);
    for (let redirects = 0; ; redirects++) {
        const answer = await send(http, tunnelAgentFor, request, url, signal);
        // 301 to 303 would turn a POST into a GET; they are returned like any other unexpected status.
        if (answer.status !== 307 && answer.status !== 308) return answer;
        if (redirects === MAX_REDIRECTS)
            throw redirectError(request, url, `redirects more than ${MAX_REDIRECTS} times`);
        url = redirectTarget(request, url, answer.headers["location"]);
    }
}

/** Returns the target of a redirect if the token may be sent there: the same host, and never from https to http. */
function redirectTarget(request: HttpRequest, from: URL, location: string | undefined): URL {
    if (location === undefined || !URL.canParse(location, from.href)) {
        throw redirectError(request, from, "redirects without a valid Location header");
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
        `cannot ${request.operation}: ${from.origin} ${what}; set endpoint to the final address`,
    );
}

async function send(
    http: AxiosInstance,
    tunnelAgentFor: TunnelAgents,
    request: HttpRequest,
    url: URL,
    signal: AbortSignal,
): Promise<HttpAnswer> {
    const proxy = proxyFor(url);
    const agent = proxy && (await tunnelAgentFor(proxy));
    try {
        const answer = await http.request<string>({
            url: url.href,
            method: request.method,
            // Without a body, axios would send the content type of a form.
            headers: { Accept: "application/json", "Content-Type": false, ...request.headers },
            ...(agent && { httpsAgent: agent }),
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
        const { operation, timeoutMs } = request;
        if (request.signal?.aborted === true) throw abandoned(operation, true);
        throw connectionError({ operation, url, proxy, timeoutMs, timedOut: signal.aborted }, error);
    }
}
