import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { SEED } from "fortanix-ccm-simulator";
import { CcmClient } from "../../../provider/ccm/client";
import { CcmConnectionError } from "../../../provider/ccm/errors";
import { decideRetry } from "../../../provider/ccm/retry";
import { parseSettings } from "../../../provider/ccm/settings";
import { whatAnswerProves } from "../../../provider/ccm/startAnswer";
import { type TestCertificate, withCertificate } from "../../support/certificate";
import { Ccm } from "../../support/control";
import { ProxyProcess } from "../../support/proxyProcess";
import { withProxyVariables } from "../../support/proxyVariables";
import { VirtualClock } from "../../support/virtualClock";

const HOST = "ccm.corp.example";
const OPTIONS = { lastRetryAt: 0 };

/** A CCM with TLS, under a name that only the proxy resolves. */
describe("through a proxy", () => {
    let ccm: Ccm;
    let certificate: TestCertificate;
    let end: () => void;
    let ended: Promise<void>;

    before(async () => {
        await new Promise<void>((begun) => {
            ended = withCertificate([HOST], async (made) => {
                certificate = made;
                await using started = await Ccm.start({ tls: made });
                ccm = started;
                await new Promise<void>((resolve) => {
                    end = resolve;
                    begun();
                });
            });
        });
    });
    after(async () => {
        end();
        await ended;
    });

    const endpoint = () => ccm.url.replace("127.0.0.1", HOST);
    const client = (settings: object = {}) =>
        new CcmClient(
            parseSettings(
                { endpoint: endpoint(), token: SEED.writerToken, caFile: certificate.file, ...settings },
                String,
            ),
            { clock: new VirtualClock(), random: () => 0 },
        );
    const readGraph = (settings: object = {}) => client(settings).graph(SEED.graphId, OPTIONS);
    const failure = async (settings: object = {}): Promise<CcmConnectionError> => {
        const error: unknown = await readGraph(settings).catch((reason: unknown) => reason);
        assert.ok(error instanceof CcmConnectionError, String(error));
        return error;
    };

    it("the proxy sees the name of the host, and neither the token nor the request", async () => {
        await using proxy = await ProxyProcess.start();
        await withProxyVariables({ HTTPS_PROXY: `http://${proxy.host}` }, async () => {
            const api = client();
            for (let index = 0; index < 3; index++)
                assert.equal((await api.graph(SEED.graphId)).name, "nightly-scoring");
        });
        const [request, ...more] = proxy.requests;
        assert.deepEqual(more, [], "all requests share one connection");
        assert.equal(request?.method, "CONNECT");
        assert.equal(request.target, new URL(endpoint()).host);
        assert.doesNotMatch(request.headers, /authorization|bearer/i);
        assert.ok(!JSON.stringify(proxy.requests).includes(SEED.writerToken));
    });

    it("a proxy that is written as host:port is used, with user name and password decoded", async () => {
        await using proxy = await ProxyProcess.start("corp\\bob:p@ss:wörd%");
        const userInfo = "corp%5Cbob:p%40ss%3Aw%C3%B6rd%25";
        for (const scheme of ["", "http://"]) {
            await withProxyVariables({ HTTPS_PROXY: `${scheme}${userInfo}@${proxy.host}` }, async () => {
                assert.equal((await readGraph()).name, "nightly-scoring");
            });
        }
        assert.equal(proxy.requests.length, 2);
    });

    it("a proxy that requires authentication is named with what to set", async () => {
        await using proxy = await ProxyProcess.start("bob:right-password");
        const url = new URL(endpoint());
        const anonymous = await withProxyVariables({ HTTPS_PROXY: `http://${proxy.host}` }, failure);
        assert.equal(
            anonymous.message,
            `cannot read the final graph: the proxy http://${proxy.host} answered 407 and did not connect to ${url.origin}; ` +
                `it requires a user name and a password: set HTTPS_PROXY to http://user:password@${proxy.host}`,
        );
        const wrong = await withProxyVariables({ all_proxy: `http://bob:wrong-password@${proxy.host}` }, failure);
        assert.equal(
            wrong.message,
            `cannot read the final graph: the proxy http://[secret]@${proxy.host} answered 407 and did not connect to ` +
                `${url.origin}; it does not accept the user name and the password in all_proxy`,
        );
        for (const error of [anonymous, wrong]) {
            assert.equal(whatAnswerProves(error).kind, "neverSent");
            const failed = { repeatable: true, tries: 1, msLeft: 1e6, error };
            assert.equal(decideRetry(failed, () => 0).retry, false, "a retry cannot succeed");
            assert.doesNotMatch(JSON.stringify(error, Object.getOwnPropertyNames(error)), /bob|wrong-password/);
        }
    });

    it("a proxy that is down is named, and not the endpoint", async () => {
        // Nothing listens there; the port of a closed server could be reused.
        const error = await withProxyVariables({ HTTPS_PROXY: "http://bob:hunter2@127.0.0.1:1" }, failure);
        assert.equal(
            error.message,
            "cannot read the final graph: no connection to the proxy http://[secret]@127.0.0.1:1 (ECONNREFUSED); " +
                `check HTTPS_PROXY, or add ${HOST} to NO_PROXY`,
        );
        assert.equal(error.maybeSent, false);
        const unknown = await withProxyVariables({ HTTPS_PROXY: "no-such-proxy.invalid:3128" }, failure);
        assert.match(unknown.message, /no connection to the proxy http:\/\/no-such-proxy\.invalid:3128 \(E/);
        assert.equal(unknown.maybeSent, false);
    });

    it("a host that the proxy cannot reach: the error says that the proxy made no connection to it", async () => {
        await using proxy = await ProxyProcess.start();
        const error = await withProxyVariables({ HTTPS_PROXY: `http://${proxy.host}` }, () =>
            failure({ endpoint: `https://${HOST}:1` }),
        );
        const said = `the proxy http://${proxy.host} did not connect to https://${HOST}:1 (PROXY_CLOSED); check`;
        assert.ok(error.message.includes(said), error.message);
        assert.equal(error.maybeSent, false);
    });

    for (const [status, isRetried] of [
        [403, false],
        [502, true],
    ] as const) {
        it(`${status} from the proxy is not CCM's: nothing was sent, and a start is repeated: ${isRetried}`, async () => {
            await withServer(
                (socket) => socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`),
                async (host) => {
                    const error = await withProxyVariables({ HTTPS_PROXY: host }, failure);
                    const said = `the proxy http://${host} answered ${status} and did not connect to ${endpoint()}; check`;
                    assert.ok(error.message.includes(said), error.message);
                    assert.equal(whatAnswerProves(error).kind, "neverSent");
                    const decision = decideRetry({ repeatable: false, tries: 1, msLeft: 1e6, error }, () => 0);
                    assert.equal(decision.retry, isRetried);
                },
            );
        });
    }

    it("a host in NO_PROXY is not requested from the proxy", async () => {
        await using proxy = await ProxyProcess.start();
        const error = await withProxyVariables(
            { HTTPS_PROXY: `http://${proxy.host}`, NO_PROXY: "corp.example" },
            failure,
        );
        // Only the proxy resolves the name.
        assert.match(error.message, new RegExp(`no connection to ${endpoint()} \\(E`));
        assert.deepEqual(proxy.requests, []);
    });

    it("a certificate that is not trusted is reported as the endpoint's, and nothing was sent", async () => {
        await using proxy = await ProxyProcess.start();
        const error = await withProxyVariables({ HTTPS_PROXY: `http://${proxy.host}` }, () =>
            failure({ caFile: undefined }),
        );
        const place = `${endpoint()} through the proxy http://${proxy.host}`;
        assert.ok(error.message.includes(`no connection to ${place} (DEPTH_ZERO_SELF_SIGNED_CERT)`), error.message);
        assert.match(error.message, /its certificate is not trusted here: set caFile/);
        assert.equal(error.maybeSent, false);
    });

    it("a proxy without TLS, one that closes the connection, and one of another protocol are named", async () => {
        await using proxy = await ProxyProcess.start();
        const noTls = await withProxyVariables({ HTTPS_PROXY: `https://${proxy.host}` }, failure);
        assert.match(
            noTls.message,
            /no connection to the proxy https:.*; it does not speak TLS: write http:\/\/ in HTTPS_PROXY/,
        );
        await withServer(
            (socket) => socket.end(),
            async (host) => {
                const hungUp = await withProxyVariables({ HTTPS_PROXY: host }, failure);
                assert.match(
                    hungUp.message,
                    /proxy http:\S+ (did not connect to \S+ \(PROXY_CLOSED|\(ECONNRESET)\); check/,
                );
                assert.equal(hungUp.maybeSent, false);
            },
        );
        await withServer(
            (socket) => socket.write("220 mail.corp.example ESMTP\r\n\r\n"),
            async (host) => {
                const nonsense = await withProxyVariables({ HTTPS_PROXY: host }, failure);
                assert.match(nonsense.message, /the proxy http:\S+ did not connect to \S+ \(PROXY_INVALID\); check/);
                assert.equal(nonsense.maybeSent, false);
            },
        );
    });
});

/** Starts a server that calls `greet` for each connection. @param use gets its `host:port` */
async function withServer(greet: (socket: Socket) => unknown, use: (host: string) => Promise<void>): Promise<void> {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
        sockets.add(socket.on("error", () => undefined));
        greet(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
        await use(`127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
        for (const socket of sockets) socket.destroy();
        server.close();
    }
}
