import type { Agent } from "node:http";
import type { ProxyServer } from "./proxy";

/** A proxy that answers has done so by then, in milliseconds. Shorter than any limit of a request, so that it is named. */
const CONNECT_LIMIT_MS = 20_000;

/** No connection could be had from a proxy. Nothing of the request has left. */
export class ProxyConnectError extends Error {
    constructor(
        readonly proxy: ProxyServer,
        /**
         * `PROXY_` and the status that the proxy answered, `PROXY_TIMEOUT` and `PROXY_CLOSED` when it did not, `PROXY_INVALID`
         * when that was not HTTP; the code of the system when there is no connection to it.
         */
        readonly code: string,
        /** What the proxy answered to CONNECT; `undefined` when no answer came. */
        readonly status: number | undefined,
        /** The message of the system or of OpenSSL. Not for users: it is not bounded. */
        readonly systemMessage: string,
    ) {
        super(`no connection through the proxy ${proxy.label} (${code})`);
    }
}

/**
 * Connections through a proxy that are kept open and shared: a tunnel by CONNECT, in which TLS goes on to the target, so
 * that the proxy sees the target's name and nothing else. Fails with `ProxyConnectError` before the tunnel stands.
 *
 * @param ca certificate authorities to trust, of the proxy as of the target; those of Node unless given
 */
export async function createTunnelAgent(proxy: ProxyServer, ca: readonly string[] | undefined): Promise<Agent> {
    const { HttpsProxyAgent } = await import("https-proxy-agent");
    const trust = ca === undefined ? {} : { ca: [...ca] };

    class TunnelAgent extends HttpsProxyAgent<string> {
        override async connect(...[request, options]: Parameters<InstanceType<typeof HttpsProxyAgent>["connect"]>) {
            const limit = new AbortController();
            const timer = setTimeout(() => limit.abort(), CONNECT_LIMIT_MS);
            // Read before `super.connect` waits for anything, so no other connection gets this one's limit.
            this.connectOpts = { ...this.connectOpts, signal: limit.signal };
            let status: number | undefined;
            request.once("proxyConnect", (answer: { readonly statusCode: number }) => (status = answer.statusCode));
            try {
                const socket = await super.connect(request, { ...options, ...trust });
                if (status === 200) return socket;
                // The library would hand on the proxy's answer as if it were the target's.
                socket.destroy();
            } catch (error) {
                const { code, message } = error as NodeJS.ErrnoException;
                const reason = limit.signal.aborted ? "PROXY_TIMEOUT" : (code ?? "PROXY_CLOSED");
                throw new ProxyConnectError(proxy, reason, undefined, message);
            } finally {
                clearTimeout(timer);
            }
            if (!Number.isInteger(status)) throw new ProxyConnectError(proxy, "PROXY_INVALID", undefined, "");
            throw new ProxyConnectError(proxy, `PROXY_${status}`, status, "");
        }
    }
    const headers = proxy.authorization === undefined ? {} : { "Proxy-Authorization": proxy.authorization };
    return new TunnelAgent(proxy.url.href, { keepAlive: true, headers, ...trust });
}
