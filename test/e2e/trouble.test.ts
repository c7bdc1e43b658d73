import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { inStack, kubernetesRun, type Scenario } from "../support/scenario";

/** Nothing listens there. The port of a server that was closed is given to the next process that asks for one. */
const NOBODY = "http://127.0.0.1:1";

async function failingUp({ stack }: Scenario): Promise<string> {
    stack.declare({ run: kubernetesRun() });
    const { code, output } = await stack.up();
    assert.notEqual(code, 0, output);
    assert.deepEqual(await stack.runs(), {});
    return output;
}

describe("trouble with the service is told in one sentence", () => {
    inStack(
        "server down: names the address, and that no run was started",
        async (scenario) => {
            const output = await failingUp(scenario);
            const text = `cannot start the run: no connection to ${NOBODY} (ECONNREFUSED). No run was started.`;
            assert.ok(output.includes(`error: ${text}`), output);
        },
        { environment: { FORTANIX_CCM_ENDPOINT: NOBODY } },
    );

    inStack(
        "wrong token",
        async (scenario) => {
            const output = await failingUp(scenario);
            assert.match(
                output,
                /error: cannot start the run: CCM answered 401: Invalid or expired token\. No run was started\./,
            );
        },
        { environment: { FORTANIX_CCM_TOKEN: "not-a-token" } },
    );

    inStack(
        "wrong prefix, answered by a web page: says what to check",
        async (scenario) => {
            const output = await failingUp(scenario);
            assert.match(output, /answered 200 with a web page instead of JSON; check endpoint and apiPrefix/);
            assert.deepEqual(await scenario.ccm.runs(), []);
        },
        { environment: { FORTANIX_CCM_API_PREFIX: "/api/v1/confidential_computing" } },
    );

    inStack(
        "403 with a quota text: shows the text",
        async (scenario) => {
            const output = await failingUp(scenario);
            assert.match(
                output,
                /cannot start the run: CCM answered 403: Account is not active: run quota of the plan is used up\. No run/,
            );
        },
        { environment: { FORTANIX_CCM_TOKEN: SEED.lockedToken } },
    );

    inStack(
        "a Reader's credential: shows which role is needed",
        async (scenario) => {
            const output = await failingUp(scenario);
            assert.match(
                output,
                /cannot start the run: CCM answered 403: Role Reader may not do this; needed: Writer or Manager\. No run/,
            );
        },
        { environment: { FORTANIX_CCM_TOKEN: SEED.readerToken } },
    );

    inStack(
        "no credential: lists the ways to give one",
        async (scenario) => {
            const output = await failingUp(scenario);
            assert.match(
                output,
                /no credential: set fortanix-ccm:token \(or FORTANIX_CCM_TOKEN\), or fortanix-ccm:appId \(or FORTANIX_CCM_APP_ID\) and/,
            );
        },
        { environment: { FORTANIX_CCM_TOKEN: undefined } },
    );

    inStack(
        "a bad endpoint: is told of before the credential is",
        async (scenario) => {
            const output = await failingUp(scenario);
            assert.match(
                output,
                /fortanix-ccm:endpoint \(or FORTANIX_CCM_ENDPOINT\) must be a URL such as https:\/\/ccm\.fortanix\.com/,
            );
        },
        { environment: { FORTANIX_CCM_TOKEN: undefined, FORTANIX_CCM_APP_ID: "app", FORTANIX_CCM_ENDPOINT: "ccm" } },
    );

    inStack(
        "a credential of the environment with an endpoint of the configuration: is used, and said",
        async ({ ccm, stack }) => {
            await stack.mustRun("config", "set", "fortanix-ccm:endpoint", ccm.url);
            stack.declare({ run: kubernetesRun() });
            const { code, output } = await stack.up();
            assert.equal(code, 0, output);
            assert.ok(
                output.includes(
                    `the credential comes from the environment and is sent to the endpoint of the configuration, ${ccm.url}`,
                ),
            );
        },
        { environment: { FORTANIX_CCM_ENDPOINT: undefined } },
    );

    inStack(
        "a start that is refused for its rate is sent again after the pause the service asks for",
        async ({ ccm, stack }) => {
            await ccm.fault({
                operation: "startRun",
                when: "before",
                kind: "status",
                status: 429,
                headers: { "retry-after": "1" },
                times: 2,
            });
            stack.declare({ run: kubernetesRun() });
            const { code, output } = await stack.up();
            assert.equal(code, 0, output);
            assert.deepEqual(
                (await ccm.requests("startRun")).map(({ status }) => status),
                [429, 429, 200],
            );
            assert.equal((await ccm.runs()).length, 1);
        },
    );

    const armor = { apiPrefix: "/api/v1/confidential_computing" };
    inStack(
        "client credentials on Armor, with tokens that end while the run is waited for",
        async ({ ccm, stack }) => {
            await ccm.tokens({ seconds: 2 });
            await ccm.script({ pendingSeconds: 5 });
            stack.declare({ run: kubernetesRun() });
            const { code, output } = await stack.up();
            assert.equal(code, 0, output);
            assert.ok((await ccm.requests("mintToken")).length >= 2);
            assert.deepEqual(
                (await ccm.requests("runStatus")).filter(({ status }) => status === 401),
                [],
            );
        },
        {
            simulator: armor,
            environment: {
                FORTANIX_CCM_TOKEN: undefined,
                FORTANIX_CCM_API_PREFIX: armor.apiPrefix,
                FORTANIX_CCM_APP_ID: SEED.app.appId,
                FORTANIX_CCM_API_KEY: SEED.app.apiKey,
            },
        },
    );
});
