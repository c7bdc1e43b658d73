import type { Agent } from "node:http";
import type { ProxyServer } from "./proxy";

/** Timeout of CONNECT in milliseconds. Shorter than the default request timeouts, so that the error names the proxy. */
const CONNECT_LIMIT_MS = 20_000;

/** A proxy did not provide a connection. Nothing of the request was sent. */
export class ProxyConnectError extends Error {
    constructor(
        readonly proxy: ProxyServer,
        /**
         * `PROXY_` and the status of the proxy's response; `PROXY_TIMEOUT` or `PROXY_CLOSED` without a response;
         * `PROXY_INVALID` if the response is not HTTP; the system's code if the proxy cannot be reached.
         */
        readonly code: string,
        /** Status of the proxy's response to CONNECT; `undefined` without one. */
        readonly status: number | undefined,
        /** Message of the system or of OpenSSL. Not for users: its length is not limited. */
        readonly systemMessage: string,
    ) {
        super(`no connection through the proxy ${proxy.label} (${code})`);
    }
}

/**
 * Creates an agent with persistent shared connections through a proxy: a CONNECT tunnel that carries TLS to the target,
 * so that the proxy sees only the target's name. Fails with `ProxyConnectError` before the tunnel is established.
 *
 * @param ca certificate authorities to trust, for the proxy and the target; Node's if `undefined`
 */
export async function createTunnelAgent(proxy: ProxyServer, ca: readonly string[] | undefined): Promise<Agent> {
    const { HttpsProxyAgent } = await import("https-proxy-agent");
    const trust = ca === undefined ? {} : { ca: [...ca] };

    class TunnelAgent extends HttpsProxyAgent<string> {
        override async connect(...[request, options]: Parameters<InstanceType<typeof HttpsProxyAgent>["connect"]>) {
            const limit = new AbortController();
            const timer = setTimeout(() => limit.abort(), CONNECT_LIMIT_MS);
            // `super.connect` reads it before it first awaits, so no other connection gets this one's limit.
            this.connectOpts = { ...this.connectOpts, signal: limit.signal };
            let status: number | undefined;
            request.once("proxyConnect", (answer: { readonly statusCode: number }) => (status = answer.statusCode));
            try {
                const socket = await super.connect(request, { ...options, ...trust });
                if (status === 200) return socket;
                // The library would return the proxy's response as the target's.
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
