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
            deployment: "standalone",
            authHeader: undefined,
            caFile: undefined,
            maxRequestsPerSecond: 20,
            credential: { kind: "token", token: "t" },
        });
    });

    const ARMOR_PREFIX = "/api/v1/confidential_computing";
    const baseUrls: [title: string, raw: RawSettings, baseUrl: string][] = [
        [
            "Armor from its host alone",
            { endpoint: "https://api.armor.fortanix.com/" },
            `https://api.armor.fortanix.com${ARMOR_PREFIX}`,
        ],
        [
            "a region of Armor",
            { endpoint: "https://API.na.armor.fortanix.com" },
            `https://api.na.armor.fortanix.com${ARMOR_PREFIX}`,
        ],
        [
            "a host that only looks like Armor's",
            { endpoint: "https://armor.fortanix.com.evil.com" },
            "https://armor.fortanix.com.evil.com/v1",
        ],
        [
            "Armor on premises",
            { endpoint: "https://armor.corp", deployment: "armor" },
            `https://armor.corp${ARMOR_PREFIX}`,
        ],
        [
            "a standalone CCM on a subdomain of Armor",
            { endpoint: "https://ccm.armor.fortanix.com", deployment: "standalone" },
            "https://ccm.armor.fortanix.com/v1",
        ],
        ["an endpoint with a path", { endpoint: "https://ccm.corp/base/" }, "https://ccm.corp/base/v1"],
        ["a gateway's prefix", { endpoint: "https://gate.corp", apiPrefix: "/ccm/" }, "https://gate.corp/ccm/v1"],
        [
            "a gateway's prefix for Armor",
            { endpoint: "https://gate.corp", deployment: "armor", apiPrefix: "/ccm/v1" },
            "https://gate.corp/ccm/v1",
        ],
        // Older configurations, which had to set the prefix and could not leave out `/v1`.
        [
            "Armor's host and prefix",
            { endpoint: "https://api.armor.fortanix.com", apiPrefix: `${ARMOR_PREFIX}/` },
            `https://api.armor.fortanix.com${ARMOR_PREFIX}`,
        ],
        [
            "Armor's prefix and /v1",
            { endpoint: "https://api.armor.fortanix.com", apiPrefix: `${ARMOR_PREFIX}/v1` },
            `https://api.armor.fortanix.com${ARMOR_PREFIX}`,
        ],
        [
            "Armor's prefix on another host",
            { endpoint: "https://gate.corp", apiPrefix: ARMOR_PREFIX },
            `https://gate.corp${ARMOR_PREFIX}`,
        ],
        [
            "Armor's prefix and /v1 with an explicit deployment",
            { endpoint: "https://gate.corp", apiPrefix: ARMOR_PREFIX, deployment: "standalone" },
            `https://gate.corp${ARMOR_PREFIX}/v1`,
        ],
        ["a prefix with /v1", { endpoint: "https://gate.corp", apiPrefix: "/api/v1" }, "https://gate.corp/api/v1"],
        ["an empty prefix", { endpoint: "https://ccm.corp", apiPrefix: "" }, "https://ccm.corp/v1"],
    ];
    for (const [title, raw, baseUrl] of baseUrls) {
        it(`make the base URL of ${title}`, () => assert.equal(parse({ ...raw, token: "t" }).baseUrl, baseUrl));
    }

    it("derive Armor's token endpoint from the endpoint's host, unless another is given", () => {
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
        [{ appId: "a" }, /^incomplete credential: apiKey is missing$/],
        [{ apiKey: "a" }, /^incomplete credential: appId is missing$/],
        [{ username: "a" }, /^incomplete credential: password is missing$/],
        [{ password: "a" }, /^incomplete credential: username is missing$/],
        [{ token: "t", username: "u", password: "p" }, /^more than one credential: keep one of token, or appId/],
        [{ token: "t", accountId: "a" }, /^accountId is valid only with username$/],
        [{ token: "t", endpoint: "ccm" }, /^endpoint must be a URL such as/],
        [
            { token: "t", endpoint: "http://ccm.corp" },
            /^endpoint must start with https:\/\/ \(http:\/\/ is accepted for localhost only/,
        ],
        [
            { token: "t", endpoint: "https://me:secret@ccm.corp" },
            /^endpoint must not contain a user name or a password$/,
        ],
        [{ token: "t", endpoint: "https://ccm.corp?x=1" }, /^endpoint must not have a query/],
        [
            { token: "t", endpoint: "https://ccm.corp/v1" },
            /^endpoint must not end in \/v1, which is added automatically: leave it out$/,
        ],
        [
            { token: "t", endpoint: "https://ccm.fortanix.com/#/apps" },
            /^endpoint must not have a query or a fragment, as pages of a web console have: set the host alone$/,
        ],
        [
            { token: "t", endpoint: "https://armor.fortanix.com/accounts" },
            /^endpoint is the web console of Armor: set https:\/\/api\.armor\.fortanix\.com, or/,
        ],
        [
            { token: "t", endpoint: `https://api.armor.fortanix.com${ARMOR_PREFIX}` },
            /^endpoint must be the host alone: set https:\/\/api\.armor\.fortanix\.com$/,
        ],
        [
            { token: "t", endpoint: "https://api.armor.fortanix.com/v1/" },
            /^endpoint must be the host alone: set https:\/\/api\.armor\.fortanix\.com$/,
        ],
        [
            { token: "t", endpoint: `https://gate.corp${ARMOR_PREFIX}/v1` },
            /^endpoint must not end in \/api\/v1\/confidential_computing: leave the path out and set deployment to armor$/,
        ],
        [{ token: "t", deployment: "Armour" }, /^deployment must be armor or standalone$/],
        [{ token: "Bearer t" }, /^token must be the token alone/],
        [
            { token: "first\nsecond" },
            /^token contains a line break or another character that is invalid in an HTTP header: copy it/,
        ],
        [{ token: "t", apiPrefix: "api" }, /^apiPrefix must be empty or a path/],
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

    it("refuse a token that is invalid in a header without showing it, and accept any character sent in base64", () => {
        for (const odd of ["hunter2\nhunter3", "hunter2\r", "hunter2\u0000", "hunter2\u200b", "hunter2…"]) {
            const [problem = "", ...more] = problems({ token: odd });
            assert.deepEqual(more, []);
            assert.match(problem, /^token contains a line break or another character/);
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
