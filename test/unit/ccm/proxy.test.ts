import assert from "node:assert/strict";
import { proxyFor, proxySecrets } from "../../../provider/ccm/proxy";
import { redactor } from "../../../provider/ccm/redact";
import { withProxyVariables } from "../../support/proxyVariables";
import { settingsRefusal } from "../../support/settingsRefusal";

type Variables = Readonly<Record<string, string>>;

const proxyOf = (variables: Variables, target = "https://ccm.corp.example") =>
    withProxyVariables(variables, () => proxyFor(new URL(target)));

const refusal = (variables: Variables) => settingsRefusal(() => proxyOf(variables));

describe("the proxy of the environment", () => {
    it("is that of HTTPS_PROXY, or else of ALL_PROXY, in upper or lower case", () => {
        const urlOf = (variables: Variables) => proxyOf(variables)?.url.host;
        assert.equal(urlOf({}), undefined);
        assert.equal(urlOf({ HTTP_PROXY: "http://proxy:1" }), undefined);
        assert.equal(urlOf({ HTTPS_PROXY: "http://proxy:1" }), "proxy:1");
        assert.equal(urlOf({ HTTPS_PROXY: " http://proxy:1\n" }), "proxy:1");
        assert.equal(urlOf({ all_proxy: "http://proxy:2" }), "proxy:2");
        assert.equal(urlOf({ ALL_PROXY: "http://proxy:2", https_proxy: "http://proxy:1" }), "proxy:1");
    });

    it("is used without TLS if it is written as host:port", () => {
        assert.equal(proxyOf({ HTTPS_PROXY: "proxy.corp:3128" })?.url.href, "http://proxy.corp:3128/");
        assert.equal(proxyOf({ HTTPS_PROXY: "https://proxy.corp:3128" })?.url.href, "https://proxy.corp:3128/");
    });

    const decoded: [value: string, credentials: string][] = [
        ["http://bob:pass@proxy:1", "bob:pass"],
        ["bob:pass@proxy:1", "bob:pass"],
        ["http://corp%5Cbob:p%40s%3As%25@proxy:1", "corp\\bob:p@s:s%"],
        ["http://bob:pä@proxy:1", "bob:pä"],
        ["http://bob@proxy:1", "bob:"],
    ];
    for (const [value, credentials] of decoded) {
        it(`${value} authenticates as ${credentials}, and shows none of it`, () => {
            const proxy = proxyOf({ HTTPS_PROXY: value });
            const [scheme, encoded = ""] = proxy?.authorization?.split(" ") ?? [];
            assert.deepEqual([scheme, Buffer.from(encoded, "base64").toString()], ["Basic", credentials]);
            assert.equal(proxy?.label, "http://[secret]@proxy:1");
            assert.equal(proxy.url.href, "http://proxy:1/");
        });
    }

    const exempt: [noProxy: string, target: string, isDirect: boolean][] = [
        ["corp.example", "https://corp.example", true],
        ["corp.example", "https://ccm.corp.example", true],
        ["corp.example", "https://ccm.east.corp.example:8443", true],
        ["corp.example", "https://notcorp.example", false],
        ["corp.example", "https://ccm.corp.example.", true],
        ["CORP.example", "https://ccm.Corp.example", true],
        [".corp.example", "https://ccm.corp.example", true],
        ["*.corp.example", "https://ccm.corp.example", true],
        ["other, corp.example", "https://ccm.corp.example", true],
        ["corp.example:8443", "https://ccm.corp.example:8443", true],
        ["corp.example:8443", "https://ccm.corp.example", false],
        ["corp.example:443", "https://ccm.corp.example", true],
        ["ccm.corp.example", "https://corp.example", false],
        ["*", "https://ccm.corp.example", true],
        ["", "https://ccm.corp.example", false],
        ["10.1.2.3", "https://10.1.2.3", true],
        ["10.1.2.3:8443", "https://10.1.2.3:8443", true],
        ["10.0.0.0/8", "https://10.1.2.3", true],
        ["10.0.0.0/16", "https://10.1.2.3", false],
        ["10.0.0.0/99", "https://10.1.2.3", false],
        ["2.3", "https://10.1.2.3", false],
        ["fd00::1", "https://[fd00::1]", true],
        ["[fd00::1]", "https://[fd00::1]", true],
        ["fd00::/8", "https://[fd00::1]", true],
        ["*", "https://10.1.2.3", true],
    ];
    for (const [noProxy, target, isDirect] of exempt) {
        it(`NO_PROXY=${noProxy}: ${target} is reached ${isDirect ? "directly" : "through the proxy"}`, () => {
            const proxy = proxyOf({ HTTPS_PROXY: "http://proxy:1", NO_PROXY: noProxy }, target);
            assert.equal(proxy === undefined, isDirect);
        });
    }

    it("is never used for services on this machine", () => {
        const variables = { HTTPS_PROXY: "http://proxy:1", HTTP_PROXY: "http://proxy:1", ALL_PROXY: "http://proxy:1" };
        for (const host of ["localhost:8443", "127.0.0.1", "127.9.9.9:1", "[::1]:1"])
            for (const scheme of ["http", "https"]) assert.equal(proxyOf(variables, `${scheme}://${host}`), undefined);
    });

    it("is refused with instructions if it is a SOCKS proxy, except for hosts in NO_PROXY", () => {
        for (const scheme of ["socks", "socks4", "socks5", "socks5h", "SOCKS5"]) {
            assert.equal(
                refusal({ ALL_PROXY: `${scheme}://bob:hunter2@proxy:1080` }),
                "the environment variable ALL_PROXY names a SOCKS proxy, which is not supported: " +
                    "set HTTPS_PROXY to an HTTP proxy, such as http://host:port, or add ccm.corp.example to NO_PROXY",
            );
        }
        const variables = { ALL_PROXY: "socks5://proxy:1080", NO_PROXY: "corp.example" };
        assert.equal(proxyOf(variables), undefined);
        assert.equal(proxyOf({ ALL_PROXY: "socks5://proxy:1080", HTTPS_PROXY: "proxy:1" })?.url.host, "proxy:1");
    });

    for (const value of [
        "http://bob:hun#ter2@proxy:3128",
        "http://bob:12/ter2@proxy:3128",
        "http://bob:12?ter2@proxy:3128",
        "ftp://bob:hunter2@proxy",
        "http://bob:hunter2@",
        "http://proxy:99999",
    ]) {
        it(`${value} is refused without showing it`, () => {
            const message = refusal({ https_proxy: value });
            assert.match(message, /^the environment variable https_proxy is not the URL of an HTTP proxy, such as /);
            assert.doesNotMatch(message, /bob|ter2|12|99999/);
        });
    }

    it("is refused if a % in its password is not an escape, without showing it", () => {
        const message = refusal({ HTTPS_PROXY: "http://bob:100%@proxy:1" });
        assert.equal(
            message,
            "the environment variable HTTPS_PROXY contains a % that is not followed by two hexadecimal digits: " +
                "in a user name or a password, write % as %25",
        );
    });

    it("has secrets that are redacted in any spelling", () => {
        for (const value of [
            "http://robert:p%40ssword@proxy:1",
            "robert:p%40ssword@proxy:1",
            "http://robert:p@ssword@p",
        ]) {
            const secrets = withProxyVariables({ ALL_PROXY: value }, proxySecrets);
            const basic = Buffer.from("robert:p@ssword").toString("base64");
            const said = redactor(secrets)(`${value} refuses robert:p@ssword, p@ssword, Basic ${basic}`);
            assert.doesNotMatch(said, /robert|ssword/);
            assert.equal(redactor(secrets)("robert up"), "robert up", "a user name alone is not a secret");
            assert.ok(!said.includes(basic), said);
        }
        const named = withProxyVariables({ HTTPS_PROXY: "http://a-long-token@proxy:1" }, proxySecrets);
        assert.doesNotMatch(redactor(named)("a-long-token"), /token/);
        assert.deepEqual(withProxyVariables({ HTTPS_PROXY: "http://proxy:1" }, proxySecrets), []);
    });
});
