import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { servedAs } from "../support/control";
import { inStack } from "../support/scenario";

const scorer = SEED.runtimeConfigIds["2"];

/** Uses both forms of lookups, before and after a run that is built from their results. */
const PROGRAM = `
const ccm = require("pulumi-fortanix-ccm");

async function refusal(answer) {
    try { await answer; return "answered"; } catch (error) { return error.message; }
}

module.exports = async () => {
    const graph = await ccm.getWorkflowGraph({ name: "nightly-scoring" });
    const graphOutput = ccm.getWorkflowGraphOutput({ graphId: graph.graphId, version: 2 });
    const shared = await ccm.getWorkflowGraph({ labels: { stage: "prod" } });
    const cluster = await ccm.getCluster({ name: "aks-west" });
    const job = { deployment: { kubernetes: { jobSpec: { completions: 1 } } } };
    const run = new ccm.WorkflowRun("run", {
        graphId: graph.graphId,
        graphVersion: graph.graphVersion,
        deployment: { kubernetesSingleJob: {
            namespace: "scoring",
            clusterId: ccm.getClusterOutput({ name: cluster.name }).clusterId,
        } },
        runtimeConfigs: graphOutput.runtimeConfigs({ scorer: job }),
    });
    const active = [];
    for await (const { runId } of ccm.iterateWorkflowRuns({ statuses: ["RUNNING", "PENDING"] })) active.push(runId);
    return {
        graph: { ...graph, byName: graph.runtimeConfigId("scorer"), byNode: graph.runtimeConfigId("node-1") },
        ids: graphOutput.runtimeConfigId("scorer"),
        sameKeys: Object.keys(graph.runtimeConfigs({ "node-1": job })),
        shared: [shared.name, shared.graphVersion],
        byId: (await ccm.getWorkflowGraph({ graphId: shared.graphId })).name,
        graphs: ccm.getWorkflowGraphsOutput({ project: "risk" }),
        cluster,
        aci: (await ccm.getClusters({ kind: "aci" })).map(({ name }) => name),
        before: active.length,
        runs: ccm.getWorkflowRunsOutput({ graphId: run.graphId, clusterId: cluster.clusterId }).apply((all) => all.length),
        run: ccm.getWorkflowRunOutput({ runId: run.runId }),
        log: ccm.getWorkflowRunLogsOutput({ runId: run.runId, runtimeConfigId: graphOutput.runtimeConfigId("scorer") }).text,
        refusals: await Promise.all([
            refusal(ccm.getCluster({ name: "aks-wst" })),
            refusal(ccm.getWorkflowGraph({ name: "nightly" })),
            refusal(ccm.getWorkflowGraph({ name: "nightly-scoring", version: "3" })),
            refusal(ccm.getCluster({})),
            refusal(ccm.getWorkflowRun({ runId: cluster.clusterId })),
            refusal((async () => graph.runtimeConfigId("trainer"))()),
        ]),
    };
};
`;

describe("lookups", () => {
    inStack(
        "work in a preview and in an update, as promises and as outputs, and share one token with the preflight",
        async ({ ccm, stack }) => {
            await ccm.script({ pendingSeconds: 0, logs: { [scorer]: "loading\u001b[31m red\nready\n" } });
            stack.runProgram(PROGRAM);
            const preview = await stack.preview();
            assert.equal(preview.code, 0, preview.output);
            // In the matrix, tokens expire after a minute, and `ccm.requests` leaves out how they are minted.
            const tokens = (await ccm.requests("mintToken")).length;
            assert.equal(tokens, servedAs === undefined ? 1 : 0);
            const changes = (await ccm.requests()).filter(({ method }) => method !== "GET");
            assert.equal(changes.length, tokens, "no run is started");
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            const [run] = await ccm.runs();
            assert.deepEqual(Object.keys(run?.request["runtime_configs"] ?? {}), [scorer]);
            const {
                graph,
                cluster,
                run: found,
                ...others
            } = stack.outputs() as Record<string, Record<string, unknown>>;
            assert.equal(graph?.["graphVersion"], "2");
            assert.deepEqual(graph["versions"], ["1", "2"]);
            assert.deepEqual(graph["applications"], [{ name: "scorer", nodeId: "node-1", runtimeConfigId: scorer }]);
            assert.equal(graph["byName"], scorer);
            assert.equal(graph["byNode"], scorer);
            assert.equal(cluster?.["clusterId"], SEED.kubernetesClusterId);
            assert.equal(cluster["kind"], "kubernetes");
            assert.equal(found?.["runId"], run?.runId);
            assert.equal(found?.["runStatus"], "RUNNING");
            assert.equal(found["graphId"], SEED.graphId);
            delete others["log"];
            assert.deepEqual(others, {
                ids: scorer,
                sameKeys: [scorer],
                shared: ["shared-scoring", "1"],
                byId: "shared-scoring",
                graphs: [
                    {
                        graphId: SEED.sharedGraphId,
                        name: "shared-scoring",
                        description: "",
                        accountId: SEED.otherAccountId,
                        versions: ["1", "2"],
                        newestVersion: "2",
                    },
                ],
                aci: ["aci-west"],
                before: 0,
                runs: 1,
                refusals: [
                    'getCluster: no cluster is named "aks-wst"; available: aci-west, aks-west',
                    'getWorkflowGraph: no final graph is named "nightly"; available: nightly-scoring, shared-scoring, with-deployment',
                    'getWorkflowGraph: graph "nightly-scoring" has no final version 3; final versions: 1, 2. A version becomes final when it is approved in CCM',
                    "getCluster: must have exactly one of clusterId and name, and has none of them",
                    `getWorkflowRun: CCM has no run ${SEED.kubernetesClusterId}, or shows it to another account only; check runId, and the account of the provider`,
                    'graph "nightly-scoring" version 2 has no application trainer; it has scorer (node node-1)',
                ],
            });
        },
        {
            environment: {
                FORTANIX_CCM_TOKEN: undefined,
                FORTANIX_CCM_APP_ID: SEED.app.appId,
                FORTANIX_CCM_API_KEY: SEED.app.apiKey,
                FORTANIX_CCM_PREFLIGHT: undefined,
            },
        },
    );

    inStack("mask secret arguments in error messages", async ({ stack }) => {
        stack.declare({}, { found: { $call: "getClusterOutput", args: [{ name: { $secret: "a-secret-name" } }] } });
        const { code, output } = await stack.preview();
        assert.notEqual(code, 0);
        assert.match(output, /error: getCluster: no cluster is named "\[secret\]"; available: aci-west, aks-west/);
        assert.doesNotMatch(output, /a-secret-name/);
    });
});
