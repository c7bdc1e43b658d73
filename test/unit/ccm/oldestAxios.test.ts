import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import type { AxiosStatic } from "axios";
import { minVersion } from "semver";
import { CcmClient } from "../../../provider/ccm/client";
import { parseSettings } from "../../../provider/ccm/settings";
import { root } from "../../../tools/repository";
import { withCertificate } from "../../support/certificate";
import { Ccm } from "../../support/control";
import { ProxyProcess } from "../../support/proxyProcess";
import { withProxyVariables } from "../../support/proxyVariables";
import { until } from "../../support/until";
import { VirtualClock } from "../../support/virtualClock";

const HOST = "ccm.corp.example";
const load = createRequire(__filename);
const oldest = load("axios-oldest") as AxiosStatic;

/** `axios` before 1.17.0 sends `GET https://...` with all headers, so with the token, to an HTTP proxy in plaintext. */
describe("the oldest axios that package.json allows", () => {
    it("is the version that these tests use", () => {
        const { dependencies } = JSON.parse(readFileSync(join(root, "provider", "package.json"), "utf8")) as {
            dependencies: { axios: string };
        };
        assert.equal(minVersion(dependencies.axios)?.version, oldest.VERSION);
    });

    it("requests a tunnel from a proxy by default, so that the proxy does not see the token", async () => {
        await using proxy = await ProxyProcess.start();
        const headers = { Authorization: `Bearer ${SEED.writerToken}` };
        // Nothing listens there: only the request to the proxy matters, but axios would wait for a response.
        const enough = new AbortController();
        await withProxyVariables({ HTTPS_PROXY: `http://${proxy.host}` }, async () => {
            const request = oldest.get(`https://${HOST}:1/v1/clusters`, { headers, signal: enough.signal });
            await until("the proxy to be asked", () => proxy.requests.length > 0);
            enough.abort();
            await request.catch(() => undefined);
        });
        assert.deepEqual(
            proxy.requests.map(({ method, target }) => `${method} ${target}`),
            [`CONNECT ${HOST}:1`],
        );
        assert.ok(!JSON.stringify(proxy.requests).includes(SEED.writerToken));
    });

    it("carries the requests of the client, with and without a proxy", () =>
        withCertificate([HOST], async ({ key, cert, file }) => {
            await using ccm = await Ccm.start({ tls: { key, cert } });
            await using proxy = await ProxyProcess.start("bob:p@ss");
            const names = (endpoint: string) => {
                const settings = parseSettings({ endpoint, token: SEED.writerToken, caFile: file }, String);
                const client = new CcmClient(settings, { clock: new VirtualClock(), random: () => 0 });
                return client.graph(SEED.graphId).then(({ name }) => name);
            };
            await withAxios(oldest, async () => {
                assert.equal(await names(ccm.url), "nightly-scoring");
                await withProxyVariables({ HTTPS_PROXY: `bob:p%40ss@${proxy.host}` }, async () => {
                    assert.equal(await names(ccm.url.replace("127.0.0.1", HOST)), "nightly-scoring");
                });
            });
            assert.deepEqual(new Set(proxy.requests.map(({ method }) => method)), new Set(["CONNECT"]));
            assert.ok(!JSON.stringify(proxy.requests).includes(SEED.writerToken));
        }));
});

/** Makes the transport load another version of axios, which it loads with each client. */
async function withAxios(version: AxiosStatic, use: () => Promise<void>): Promise<void> {
    // Resolved from the package, because tests may resolve another path.
    const path = createRequire(join(root, "provider", "package.json")).resolve("axios");
    load(path);
    const loaded = load.cache[path] ?? assert.fail("axios is not in the module cache");
    const { exports: present } = loaded as { exports: unknown };
    loaded.exports = version;
    try {
        await use();
    } finally {
        loaded.exports = present;
    }
}
