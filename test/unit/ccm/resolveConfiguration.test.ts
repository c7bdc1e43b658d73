import assert from "node:assert/strict";
import { environmentName } from "../../../provider/contract/settingNames";
import { resolveConfiguration } from "../../../provider/ccm/settings";

const resolve = (config: Record<string, string>, environment: NodeJS.ProcessEnv = {}) =>
    resolveConfiguration((key) => config[key.replace("fortanix-ccm:", "")], environment);

describe("where settings come from", () => {
    it("every setting has an environment variable", () => {
        assert.deepEqual((["endpoint", "apiKey", "maxRequestsPerSecond", "caFile"] as const).map(environmentName), [
            "FORTANIX_CCM_ENDPOINT",
            "FORTANIX_CCM_API_KEY",
            "FORTANIX_CCM_MAX_REQUESTS_PER_SECOND",
            "FORTANIX_CCM_CA_FILE",
        ]);
    });

    it("the configuration takes precedence over the environment", () => {
        const { settings } = resolve(
            { token: "config", endpoint: "https://a" },
            { FORTANIX_CCM_TOKEN: "env", FORTANIX_CCM_ENDPOINT: "https://b" },
        );
        assert.deepEqual(settings.credential, { kind: "token", token: "config" });
        assert.equal(settings.baseUrl, "https://a/v1");
    });

    it("a credential comes from one source, never from two", () => {
        const { settings } = resolve({ token: "config" }, { FORTANIX_CCM_APP_ID: "a", FORTANIX_CCM_API_KEY: "k" });
        assert.deepEqual(settings.credential, { kind: "token", token: "config" });
        assert.throws(
            () => resolve({ appId: "a" }, { FORTANIX_CCM_API_KEY: "k" }),
            /incomplete credential: fortanix-ccm:apiKey \(or FORTANIX_CCM_API_KEY\) is missing/,
        );
    });

    it("a credential and an endpoint of different sources are reported", () => {
        assert.equal(resolve({ token: "t", endpoint: "https://a" }).notice, undefined);
        assert.equal(resolve({}, { FORTANIX_CCM_TOKEN: "t", FORTANIX_CCM_ENDPOINT: "https://a" }).notice, undefined);
        assert.equal(resolve({ token: "t" }).notice, undefined);
        assert.match(
            resolve({ endpoint: "https://a" }, { FORTANIX_CCM_TOKEN: "t" }).notice ?? "",
            /comes from the environment .* endpoint of the configuration, https:\/\/a/,
        );
        assert.match(
            resolve({ token: "t" }, { FORTANIX_CCM_ENDPOINT: "https://a" }).notice ?? "",
            /comes from the configuration .* endpoint of the environment, https:\/\/a/,
        );
    });

    it("a token endpoint of another source than the app's key is reported as well", () => {
        const { notice } = resolve(
            { appId: "a", apiKey: "k", endpoint: "https://a" },
            { FORTANIX_CCM_TOKEN_URL: "https://other/token" },
        );
        assert.match(notice ?? "", /the tokenUrl of the environment, https:\/\/other\/token/);
    });

    it("blanks and line breaks around a value, as from a file or a paste, are removed", () => {
        for (const token of ["abc\n", " abc", "\tabc\r\n", "\u00a0abc"]) {
            const wanted = { kind: "token", token: "abc" };
            assert.deepEqual(resolve({ token }).settings.credential, wanted);
            assert.deepEqual(resolve({}, { FORTANIX_CCM_TOKEN: token }).settings.credential, wanted);
        }
        const { settings } = resolve({ appId: " a\n", apiKey: "k\n" });
        const { kind, ...parts } = settings.credential;
        assert.equal(kind, "clientCredentials");
        assert.deepEqual({ ...parts, tokenUrl: undefined }, { appId: "a", apiKey: "k", tokenUrl: undefined });
    });

    it("a token with a line break inside is refused with the names of its setting, without its value", () => {
        for (const problem of [
            () => resolve({ token: "hunter2\nhunter3" }),
            () => resolve({}, { FORTANIX_CCM_TOKEN: "hunter2\nhunter3" }),
        ]) {
            assert.throws(problem, (error) => {
                assert.match(String(error), /fortanix-ccm:token \(or FORTANIX_CCM_TOKEN\) contains a line break/);
                assert.doesNotMatch(String(error), /hunter/);
                return true;
            });
        }
    });

    it("an empty apiPrefix in the configuration overrides the environment, an empty token does not", () => {
        const config = (key: string) => ({ "fortanix-ccm:apiPrefix": "", "fortanix-ccm:token": "" })[key];
        const environment = { FORTANIX_CCM_API_PREFIX: "/elsewhere", FORTANIX_CCM_TOKEN: "t" };
        const { settings } = resolveConfiguration(config, environment);
        assert.equal(settings.baseUrl, "https://ccm.fortanix.com/v1");
        assert.deepEqual(settings.credential, { kind: "token", token: "t" });
    });

    it("an empty environment variable counts as not set", () => {
        assert.equal(
            resolve({ token: "t" }, { FORTANIX_CCM_ENDPOINT: "" }).settings.baseUrl,
            "https://ccm.fortanix.com/v1",
        );
    });
});
