import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { run } from "../../tools/process";
import { cliScript } from "../../tools/repository";
import { KUBECONFIG } from "../support/kubeconfigs";
import { neutralEnvironment } from "../support/neutralEnvironment";
import { inStack } from "../support/scenario";

const PROGRAM = `
const ccm = require("pulumi-fortanix-ccm");
const graph = ccm.getWorkflowGraphOutput({ name: "nightly-scoring" });
const known = ccm.getClusterOutput({ name: "aks-west" });
const cluster = new ccm.ComputeCluster("own", { name: "own", kubernetes: { kubeconfig: ${JSON.stringify(KUBECONFIG)} } });
const shared = ccm.getWorkflowGraphOutput({ labels: { stage: "prod" } });
const start = (name, clusterId, graph) => new ccm.WorkflowRun(name, {
    graphId: graph.graphId,
    graphVersion: graph.graphVersion,
    deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId } },
});
const first = start("first", known.clusterId, graph);
start("second", cluster.clusterId, shared);
const done = new ccm.WorkflowRunCompletion("done", { runId: first.runId });
exports.log = done.logTail;
`;

/** Settings of a stack, by deployment of CCM. Both have tokens for one minute, only in the header `Authentication`. */
const deployments = {
    armor: { FORTANIX_CCM_DEPLOYMENT: "armor" },
    standalone: {},
} as const;

const APP = { FORTANIX_CCM_APP_ID: SEED.app.appId, FORTANIX_CCM_API_KEY: SEED.app.apiKey };

for (const [deployment, settings] of Object.entries(deployments)) {
    describe(`everything works with an app's key and short-lived tokens, ${deployment}`, () => {
        inStack(
            "lookups, previews, clusters, runs, completions, doctor, refresh and destroy succeed",
            async ({ ccm, stack }) => {
                stack.runProgram(PROGRAM);
                await ccm.script({ pendingSeconds: 0, runningSeconds: 1 });
                const preview = await stack.preview();
                assert.equal(preview.code, 0, preview.output);
                assert.match(preview.output, /starts a run of /);
                await stack.mustRun("up", "--yes", "--skip-preview");
                assert.equal((await ccm.runs()).length, 2);
                const { stdout: doctor } = await run(process.execPath, [cliScript, "doctor"], {
                    cwd: stack.folder,
                    env: { ...neutralEnvironment(), ...APP, ...settings, FORTANIX_CCM_ENDPOINT: ccm.url },
                });
                assert.match(doctor, /✔ endpoint +CCM .*answers at/);
                assert.match(doctor, /✔ credential +accepted in the header Authentication/);
                assert.match(doctor, /✔ role/);
                await stack.mustRun("refresh", "--yes", "--skip-preview");
                await stack.mustRun("destroy", "--yes", "--skip-preview");
                const requests = await ccm.requests();
                const refused = requests.filter(({ status }) => status === 401);
                assert.ok(
                    refused.every(({ authHeader }) => authHeader !== "authentication"),
                    "only the detection of the header gets a 401",
                );
                assert.ok(requests.some(({ operation }) => operation === "mintToken"));
            },
            {
                simulator: { deployment: deployment as "armor" | "standalone", authHeader: "authentication" },
                environment: {
                    ...{ ...APP, ...settings, FORTANIX_CCM_TOKEN: "", FORTANIX_CCM_PREFLIGHT: "true" },
                },
            },
        );
    });
}
