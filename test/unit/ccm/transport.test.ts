import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CcmConnectionError, CcmRedirectError } from "../../../provider/ccm/errors";
import { createTransport } from "../../../provider/ccm/transport";
import { withProxyVariables } from "../../support/proxyVariables";

type Answer = (request: IncomingMessage) => { status: number; location?: string };

describe("the transport", () => {
    const servers: Server[] = [];

    async function serve(answer: Answer): Promise<{ url: string; seen: IncomingMessage[] }> {
        const seen: IncomingMessage[] = [];
        const server = createServer((request, response) => {
            seen.push(request);
            const { status, location } = answer(request);
            response.writeHead(status, location === undefined ? {} : { location }).end("{}");
        });
        servers.push(server);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
    }
    afterEach(() => servers.splice(0).forEach((server) => server.close().closeAllConnections()));

    const send = (url: string, method: "GET" | "POST" = "POST") =>
        createTransport({ caFile: undefined })({
            operation: "try",
            method,
            url,
            headers: { Authorization: "Bearer t" },
            body: "{}",
            timeoutMs: 5000,
        });

    for (const status of [307, 308]) {
        it(`follows a ${status} on the same host with method, body and token`, async () => {
            const { url, seen } = await serve(({ url: path }) =>
                path === "/a" ? { status, location: "/b" } : { status: 200 },
            );
            assert.equal((await send(`${url}/a`)).status, 200);
            assert.deepEqual(
                seen.map(({ method, url: path, headers }) => [method, path, headers.authorization]),
                [
                    ["POST", "/a", "Bearer t"],
                    ["POST", "/b", "Bearer t"],
                ],
            );
        });
    }

    for (const status of [301, 302, 303]) {
        it(`does not follow a ${status}, which would change the method`, async () => {
            const { url, seen } = await serve(() => ({ status, location: "/b" }));
            assert.equal((await send(`${url}/a`)).status, status);
            assert.equal(seen.length, 1);
        });
    }

    it("never follows a redirect to another host, so that the token is not sent there", async () => {
        const other = await serve(() => ({ status: 200 }));
        const { url } = await serve(() => ({ status: 308, location: `${other.url}/b` }));
        await assert.rejects(send(`${url}/a`), (error) => {
            assert.ok(error instanceof CcmRedirectError);
            assert.match(
                error.message,
                /redirects to http:\/\/127\.0\.0\.1:\d+, where the token is not sent; set endpoint/,
            );
            return true;
        });
        assert.equal(other.seen.length, 0);
    });

    it("follows at most five redirects", async () => {
        const { url, seen } = await serve(() => ({ status: 307, location: "/again" }));
        await assert.rejects(send(`${url}/a`), CcmRedirectError);
        assert.equal(seen.length, 6);
    });

    it("does not follow a redirect without a location", async () => {
        const { url } = await serve(() => ({ status: 307 }));
        await assert.rejects(send(`${url}/a`), CcmRedirectError);
    });

    it("sends no request for this machine through a proxy", async () => {
        const proxy = await serve(() => ({ status: 200 }));
        const { url, seen } = await serve(() => ({ status: 200 }));
        const { url: named } = proxy;
        await withProxyVariables({ HTTP_PROXY: named, HTTPS_PROXY: named, ALL_PROXY: named }, () => send(`${url}/a`));
        assert.equal(proxy.seen.length, 0);
        assert.equal(seen.length, 1);
    });

    it("reuses one connection", async () => {
        const { url, seen } = await serve(() => ({ status: 200 }));
        const transport = createTransport({ caFile: undefined });
        for (let index = 0; index < 5; index++) {
            await transport({ operation: "try", method: "GET", url, headers: {}, timeoutMs: 5000 });
        }
        assert.equal(new Set(seen.map(({ socket }) => socket)).size, 1);
    });

    it("distinguishes a request that was never sent from one that may have arrived", async () => {
        const { url } = await serve((request) => {
            request.socket.destroy();
            return { status: 200 };
        });
        const verdict = (error: unknown) => error instanceof CcmConnectionError && error.maybeSent;
        assert.equal(await send(url).catch(verdict), true);
        // Nothing listens there; the port of a closed server could be reused.
        assert.equal(await send("http://127.0.0.1:1/").catch(verdict), false);
        assert.equal(await send("http://no-such-host.invalid/").catch(verdict), false);
    });
});
