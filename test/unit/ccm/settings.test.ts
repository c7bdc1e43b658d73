import assert from "node:assert/strict";
import { CcmSettingsError } from "../../../provider/ccm/errors";
import { parseSettings, type RawSettings } from "../../../provider/ccm/settings";

const parse = (raw: RawSettings) => parseSettings(raw, (name) => name);

function problems(raw: RawSettings): readonly string[] {
    try {
        parse(raw);
    } catch (error) {
        if (error instanceof CcmSettingsError) return error.problems;
        throw error;
    }
    return [];
}

describe("settings", () => {
    it("have defaults for everything but the credential", () => {
        assert.deepEqual(parse({ token: "t" }), {
            baseUrl: "https://ccm.fortanix.com/v1",
            authHeader: "Authorization",
            caFile: undefined,
            maxRequestsPerSecond: 20,
            credential: { kind: "token", token: "t" },
        });
    });

    it("make the base URL of both kinds of deployment, whatever slashes are left over", () => {
        const armor = {
            endpoint: "https://api.armor.fortanix.com/",
            apiPrefix: "/api/v1/confidential_computing/",
            token: "t",
        };
        assert.equal(parse(armor).baseUrl, "https://api.armor.fortanix.com/api/v1/confidential_computing/v1");
        assert.equal(parse({ endpoint: "https://ccm.corp/base/", token: "t" }).baseUrl, "https://ccm.corp/base/v1");
    });

    it("find Armor's token endpoint on the endpoint's host, unless another is given", () => {
        const app = { endpoint: "https://api.armor.fortanix.com", appId: "a", apiKey: "k" };
        const tokenUrl = (raw: RawSettings) => {
            const { credential } = parse(raw);
            return credential.kind === "clientCredentials" ? credential.tokenUrl.href : undefined;
        };
        assert.equal(tokenUrl(app), "https://api.armor.fortanix.com/api/v1/iam/session/oauth2/token");
        assert.equal(tokenUrl({ ...app, tokenUrl: "https://iam.corp/token" }), "https://iam.corp/token");
    });

    const bad: [raw: RawSettings, problem: RegExp][] = [
        [{}, /^no credential: set token, or appId and apiKey, or username and password$/],
        [{ token: "" }, /^no credential/],
        [{ appId: "a" }, /^half a credential: apiKey is missing$/],
        [{ apiKey: "a" }, /^half a credential: appId is missing$/],
        [{ username: "a" }, /^half a credential: password is missing$/],
        [{ password: "a" }, /^half a credential: username is missing$/],
        [{ token: "t", username: "u", password: "p" }, /^more than one credential: keep one of token, or appId/],
        [{ token: "t", accountId: "a" }, /^accountId goes with username only$/],
        [{ token: "t", endpoint: "ccm" }, /^endpoint must be a URL such as/],
        [
            { token: "t", endpoint: "http://ccm.corp" },
            /^endpoint must start with https:\/\/ \(http:\/\/ is accepted for localhost only/,
        ],
        [{ token: "t", endpoint: "https://me:secret@ccm.corp" }, /^endpoint must not hold a user name or a password$/],
        [{ token: "t", endpoint: "https://ccm.corp?x=1" }, /^endpoint must not have a query/],
        [{ token: "t", endpoint: "https://ccm.corp/v1" }, /^endpoint must not end in \/v1/],
        [{ token: "Bearer t" }, /^token must be the token alone/],
        [
            { token: "first\nsecond" },
            /^token holds a line break or another character that no HTTP header takes: copy it/,
        ],
        [{ token: "t", apiPrefix: "api" }, /^apiPrefix must be empty or a path/],
        [{ token: "t", apiPrefix: "/api/v1" }, /^apiPrefix must not end in \/v1/],
        [{ token: "t", authHeader: "X Y" }, /^authHeader must be the name of a header/],
        [{ token: "t", maxRequestsPerSecond: "many" }, /^maxRequestsPerSecond must be a number$/],
        [{ token: "t", maxRequestsPerSecond: "0" }, /^maxRequestsPerSecond must be at least 0.1$/],
        [{ token: "t", maxRequestsPerSecond: "1000000" }, /^maxRequestsPerSecond must be at most 1000$/],
    ];
    for (const [raw, problem] of bad) {
        it(`${JSON.stringify(raw)} is refused: ${problem.source}`, () => {
            const found = problems(raw);
            assert.equal(found.length, 1, found.join());
            assert.match(found[0] ?? "", problem);
        });
    }

    it("refuse a token that no header takes without showing it, and take any character where base64 carries it", () => {
        for (const odd of ["hunter2\nhunter3", "hunter2\r", "hunter2\u0000", "hunter2\u200b", "hunter2…"]) {
            const [problem = "", ...more] = problems({ token: odd });
            assert.deepEqual(more, []);
            assert.match(problem, /^token holds a line break or another character/);
            assert.doesNotMatch(problem, /hunter/);
            assert.deepEqual(problems({ appId: odd, apiKey: odd }), []);
            assert.deepEqual(problems({ username: odd, password: odd }), []);
        }
    });

    it("accept http:// for this machine only", () => {
        for (const host of ["localhost", "127.0.0.1:8480", "127.9.9.9", "[::1]:1"]) {
            assert.deepEqual(problems({ token: "t", endpoint: `http://${host}` }), []);
        }
        for (const host of ["localhost.evil.com", "127.0.0.1.evil.com", "10.0.0.1"]) {
            assert.equal(problems({ token: "t", endpoint: `http://${host}` }).length, 1, host);
        }
    });
});
