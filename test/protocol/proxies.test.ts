import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { type TestCertificate, withCertificate } from "../support/certificate";
import { failureOf, PluginScenario } from "../support/plugin";
import { ProxyProcess } from "../support/proxyProcess";
import { openStartsIn } from "../support/stackFiles";

const HOST = "ccm.corp.example";

/** Starts a plugin process that reaches a CCM with TLS by a name that only the proxy resolves. */
function behindProxy(certificate: TestCertificate, environment: NodeJS.ProcessEnv): Promise<PluginScenario> {
    return PluginScenario.start({
        simulator: { tls: certificate },
        environment: { FORTANIX_CCM_ENDPOINT: undefined, FORTANIX_CCM_CA_FILE: certificate.file, ...environment },
        configuration: ({ url }) => ({ "fortanix-ccm:endpoint": url.replace("127.0.0.1", HOST) }),
    });
}

/** All printed and logged texts, and the message of a failed call. */
function textsOf({ plugin }: PluginScenario, message = ""): string {
    return plugin.printed + plugin.lines.map(({ text }) => text).join("\n") + message;
}

describe("a proxy between the plugin process and CCM", () => {
    it("with a user name and a password: carries a run, sees no token and appears in no text", () =>
        withCertificate([HOST], async (certificate) => {
            await using proxy = await ProxyProcess.start("robert:p@ssword");
            await using scenario = await behindProxy(certificate, {
                HTTPS_PROXY: `robert:p%40ssword@${proxy.host}`,
                // With it, the tunnel's library prints the URL that it is given.
                DEBUG: "https-proxy-agent*",
            });
            const { outputs } = await scenario.plugin.create(await scenario.inputs());
            assert.equal(outputs["runStatus"], "RUNNING");
            assert.deepEqual(new Set(proxy.requests.map(({ method }) => method)), new Set(["CONNECT"]));
            assert.ok(!JSON.stringify(proxy.requests).includes(SEED.writerToken));
            assert.match(textsOf(scenario), /https-proxy-agent/);
            assert.doesNotMatch(textsOf(scenario), /robert|ssword/);
        }));

    const troubles: Record<string, [variable: string, message: RegExp]> = {
        "that is down": [
            "http://robert:hunter2@127.0.0.1:1",
            /^cannot start the run: no connection to the proxy http:\/\/\[secret\]@127\.0\.0\.1:1 \(ECONNREFUSED\); check HTTPS_PROXY, or add ccm\.corp\.example to NO_PROXY\. No run was started\.$/,
        ],
        "for SOCKS": [
            "socks5://robert:hunter2@127.0.0.1:1",
            /HTTPS_PROXY names a SOCKS proxy, which is not supported: set HTTPS_PROXY to an HTTP proxy/,
        ],
        "whose URL is broken": ["http://robert:hunter#2@127.0.0.1:1", /HTTPS_PROXY is not the URL of an HTTP proxy/],
    };
    for (const [kind, [HTTPS_PROXY, message]] of Object.entries(troubles)) {
        it(`${kind}: is named, and no run is started`, () =>
            withCertificate([HOST], async (certificate) => {
                await using scenario = await behindProxy(certificate, { HTTPS_PROXY });
                const failure = await failureOf(
                    scenario.plugin.create(await scenario.inputs({ timeouts: { start: "5s" } })),
                );
                assert.match(failure.message, message);
                assert.doesNotMatch(textsOf(scenario, failure.message), /robert|hunter/);
                assert.deepEqual(openStartsIn(scenario.plugin.journal), {}, "no start is open");
            }));
    }

    it("that rejects the password: the 407 is reported as the proxy's", () =>
        withCertificate([HOST], async (certificate) => {
            await using proxy = await ProxyProcess.start("robert:right");
            await using scenario = await behindProxy(certificate, {
                HTTPS_PROXY: `http://robert:hunter2@${proxy.host}`,
            });
            const failure = await failureOf(scenario.plugin.create(await scenario.inputs()));
            assert.match(failure.message, /^cannot start the run: the proxy http:\/\/\[secret\]@127\S+ answered 407/);
            assert.match(failure.message, /it does not accept the user name and the password in HTTPS_PROXY/);
            assert.doesNotMatch(textsOf(scenario, failure.message), /robert|hunter/);
        }));
});
