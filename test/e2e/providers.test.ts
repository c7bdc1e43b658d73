import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { Ccm } from "../support/control";
import { KUBECONFIG } from "../support/kubeconfigs";
import { inStack } from "../support/scenario";

/** Two accounts; the second one's settings are known only after a run of the first. None are in the environment. */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const ccm = require("pulumi-fortanix-ccm");
const config = new pulumi.Config();

function run(name, options) {
    return new ccm.WorkflowRun(name, {
        graphId: "${SEED.graphId}",
        graphVersion: config.get("version") ?? "2",
        deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: "${SEED.kubernetesClusterId}" } },
    }, options);
}

class Nightly extends pulumi.ComponentResource {
    constructor(name, options) {
        super("test:index:Nightly", name, {}, options);
        this.run = run(name + "-run", { parent: this });
        this.cluster = ccm.getClusterOutput({ name: "aks-west" }, { parent: this });
    }
}

const west = new ccm.Provider("west", {
    endpoint: config.require("west"),
    token: config.require("westToken"),
    maxRequestsPerSecond: config.getNumber("rate"),
});
const first = run("first", { provider: west });
const east = new ccm.Provider("east", {
    endpoint: config.require("east"),
    appId: "${SEED.app.appId}",
    apiKey: first.runId.apply(() => config.require("eastKey")),
});
const nightly = new Nightly("nightly", { provider: east });
new ccm.ComputeCluster("made", { kubernetes: { kubeconfig: ${JSON.stringify(KUBECONFIG)} } }, { provider: east });
new ccm.WorkflowRunCompletion("running", { runId: nightly.run.runId, until: "RUNNING" }, { provider: east });

module.exports = async () => ({
    first: first.runId,
    second: nightly.run.runId,
    cluster: nightly.cluster.clusterId,
    early: await ccm.getCluster({ name: "aks-west" }, { provider: east }).then(
        ({ clusterId }) => clusterId,
        (error) => error.message,
    ),
});
`;

const ALONE = {
    FORTANIX_CCM_ENDPOINT: undefined,
    FORTANIX_CCM_TOKEN: undefined,
    FORTANIX_CCM_PREFLIGHT: undefined,
};

describe("explicit providers", () => {
    inStack(
        "keep two accounts of one stack apart, in previews, updates, lookups and components",
        async ({ ccm: west, stack }) => {
            await using east = await Ccm.start();
            stack.runProgram(PROGRAM);
            const settings = {
                west: west.url,
                east: east.url,
                westToken: SEED.writerToken,
                eastKey: SEED.app.apiKey,
            };
            const pairs = Object.entries(settings).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
            await stack.mustRun("config", "set-all", ...pairs);
            const preview = await stack.preview();
            assert.equal(preview.code, 0, preview.output);
            assert.match(
                preview.output,
                /getCluster: settings of its provider are not known yet in this preview; use getClusterOutput/,
            );
            assert.ok((await west.requests("getGraph")).length === 1, "the preflight asks the account of the run");
            assert.deepEqual(await east.requests(), []);

            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            const [first, ...more] = await west.runs();
            const [second, ...others] = await east.runs();
            assert.deepEqual([more, others], [[], []]);
            for (const [ccm, count] of [
                [west, 0],
                [east, 1],
            ] as const) {
                assert.equal((await ccm.requests("createCluster")).length, count);
            }
            assert.equal(stack.theResource("running").outputs["runStatus"], "RUNNING");
            const { early, ...exports } = stack.outputs();
            assert.deepEqual(exports, {
                first: first?.runId,
                second: second?.runId,
                cluster: SEED.kubernetesClusterId,
            });
            assert.equal(early, SEED.kubernetesClusterId);
            assert.deepEqual(await west.requests("mintToken"), []);
            // One for the program and one for the plugin process.
            assert.equal((await east.requests("mintToken")).length, 2);
            const state = await stack.exportState();
            for (const secret of [SEED.writerToken, SEED.app.apiKey]) assert.ok(!state.includes(secret));

            // Changed settings of an account do not change its runs.
            await stack.mustRun("config", "set", "rate", "10");
            const changed = await stack.up();
            assert.match(changed.output, /~ 1 updated/);
            const destroyed = await stack.destroy();
            assert.equal(destroyed.code, 0, destroyed.output);
            for (const ccm of [west, east]) assert.equal((await ccm.runs())[0]?.status, "TERMINATED");
        },
        { environment: ALONE },
    );

    inStack(
        "report missing and invalid arguments with the provider's name",
        async ({ ccm, stack }) => {
            const provider = (args: object) => ({ type: "Provider", args: args as Record<string, unknown> });
            stack.declare({ half: provider({ appId: "a", endpoint: ccm.url }) });
            const half = await stack.preview();
            assert.notEqual(half.code, 0);
            assert.match(half.output, /error: Provider half: incomplete credential: apiKey is missing\n/);
            assert.doesNotMatch(half.output, / at .*Provider\.js/);
            stack.declare({ slip: provider({ enpoint: ccm.url, token: "t" }) });
            const slip = await stack.preview();
            assert.match(
                slip.output,
                /error: Provider slip: enpoint is not a known argument; known arguments: endpoint, /,
            );
            stack.declare({
                odd: provider({ token: "t", endpoint: "ftp://ccm.example.com" }),
                run: {
                    args: { graphId: SEED.graphId, graphVersion: "2" },
                    opts: { provider: { $resource: "odd" } },
                },
            });
            const odd = await stack.up();
            assert.notEqual(odd.code, 0);
            assert.match(
                odd.output,
                /error: .*: endpoint of the Provider odd \(or FORTANIX_CCM_ENDPOINT\) must start with https:/,
            );
        },
        { environment: ALONE },
    );
});
