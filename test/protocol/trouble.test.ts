import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { failureOf, PluginScenario } from "../support/plugin";
import { FAST } from "../support/scenario";
import { openStartsIn } from "../support/stackFiles";

/** An endpoint on which nothing listens. The port of a closed server could be reused by another process. */
const NOBODY = "http://127.0.0.1:1";
const troubles: Record<string, [environment: NodeJS.ProcessEnv, message: RegExp]> = {
    "server down: names the address and says that no run was started": [
        { FORTANIX_CCM_ENDPOINT: NOBODY },
        /^cannot start the run: no connection to http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\)\. No run was started\.$/,
    ],
    "wrong prefix, answered by a web page: says what to check": [
        { FORTANIX_CCM_API_PREFIX: "/elsewhere" },
        /answered 200 with a web page instead of JSON; check endpoint and deployment/,
    ],
    "Armor's URLs at a standalone CCM: quotes CCM's message": [
        { FORTANIX_CCM_DEPLOYMENT: "armor" },
        /^cannot start the run: CCM answered 404: No such operation\. No run was started\.$/,
    ],
    "403 with a quota text: shows the text": [
        { FORTANIX_CCM_TOKEN: SEED.lockedToken },
        /^cannot start the run: CCM answered 403: Account is not active: run quota of the plan is used up\. No run/,
    ],
    "a Reader's credential: shows which role is needed": [
        { FORTANIX_CCM_TOKEN: SEED.readerToken },
        /^cannot start the run: CCM answered 403: Role Reader may not do this; needed: Writer or Manager\. No run/,
    ],
    "no credential: lists the ways to set one": [
        { FORTANIX_CCM_TOKEN: undefined },
        /no credential: set fortanix-ccm:token \(or FORTANIX_CCM_TOKEN\), or fortanix-ccm:appId \(or FORTANIX_CCM_APP_ID\) and/,
    ],
};

describe("a failure of the service is reported in one sentence", () => {
    for (const [promise, [environment, message]] of Object.entries(troubles)) {
        it(promise, async () => {
            await using scenario = await PluginScenario.start({ ...FAST, environment });
            const failure = await failureOf(scenario.plugin.create(await scenario.inputs()));
            assert.equal(failure.initFailure, undefined, "no resource was created");
            assert.match(failure.message, message);
            assert.deepEqual(await scenario.ccm.runs(), []);
            assert.deepEqual(openStartsIn(scenario.plugin.journal), {}, "no start is open");
        });
    }

    it("a bad endpoint: is reported before half a credential", async () => {
        const environment = { FORTANIX_CCM_TOKEN: undefined, FORTANIX_CCM_APP_ID: "a", FORTANIX_CCM_ENDPOINT: "ccm" };
        await using scenario = await PluginScenario.start({ environment });
        const reason =
            "fortanix-ccm:endpoint (or FORTANIX_CCM_ENDPOINT) must be a URL such as https://ccm.fortanix.com";
        assert.deepEqual(await scenario.failures(), [{ property: "", reason }]);
    });

    it("a credential of the environment with an endpoint of the configuration: is used and reported", async () => {
        await using scenario = await PluginScenario.start({
            environment: { FORTANIX_CCM_ENDPOINT: undefined },
            configuration: ({ url }) => ({ "fortanix-ccm:endpoint": url }),
        });
        const { ccm, plugin } = scenario;
        await plugin.create(await scenario.inputs());
        const said = `the credential comes from the environment and is sent to the endpoint of the configuration, ${ccm.url}`;
        assert.ok(
            plugin.lines.some(({ text }) => text.includes(said)),
            JSON.stringify(plugin.lines),
        );
    });

    it("a rate-limited start: is repeated after the time in Retry-After", async () => {
        await using scenario = await PluginScenario.start();
        const { ccm, plugin } = scenario;
        const headers = { "retry-after": "1" };
        await ccm.fault({ operation: "startRun", when: "before", kind: "status", status: 429, headers, times: 2 });
        await plugin.create(await scenario.inputs());
        assert.deepEqual(
            (await ccm.requests("startRun")).map(({ status }) => status),
            [429, 429, 200],
        );
        assert.equal((await ccm.runs()).length, 1);
    });

    it("client credentials on Armor: tokens that expire during the wait cause no failure", async () => {
        await using scenario = await PluginScenario.start({
            simulator: { deployment: "armor", authHeader: "authentication" },
            environment: {
                FORTANIX_CCM_TOKEN: undefined,
                FORTANIX_CCM_DEPLOYMENT: "armor",
                FORTANIX_CCM_APP_ID: SEED.app.appId,
                FORTANIX_CCM_API_KEY: SEED.app.apiKey,
            },
        });
        const { ccm, plugin } = scenario;
        await ccm.tokens({ seconds: 2 });
        await ccm.script({ pendingSeconds: 5 });
        await plugin.create(await scenario.inputs());
        assert.ok((await ccm.requests("mintToken")).length >= 2);
        const refused = (await ccm.requests("runStatus")).filter(({ status }) => status === 401);
        assert.deepEqual(refused, []);
    });
});
