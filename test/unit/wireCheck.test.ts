import assert from "node:assert/strict";
import { type Exchange, SEED, startSimulator } from "fortanix-ccm-simulator";
import { CcmClient, collect } from "../../provider/ccm";
import { parseSettings } from "../../provider/ccm/settings";
import { KUBECONFIG } from "../support/kubeconfigs";
import { readKubeconfig } from "../../provider/core/clusters/kubeconfig";
import { VirtualClock } from "../support/virtualClock";
import { ExchangeCheck } from "../wire/exchangeCheck";

type Json = Record<string, unknown>;
type Change = (answer: Json) => void;

const part = (answer: Json, ...path: string[]) => path.reduce((at, name) => at[name] as Json, answer);

/** Responses of a simulator that deviates from the description, by operation. */
const mutations: Record<string, [pattern: RegExp, change: Change]> = {
    "a run without its group": [/POST .*\/workflow_runs$/, (answer) => delete part(answer, "run")["group_id"]],
    "an unknown status": [/\/status$/, (answer) => (part(answer, "run")["run_status"] = "DONE")],
    "a time as text": [/\/status$/, (answer) => (part(answer, "run")["created_at"] = "1767225600")],
    "an id that is not a UUID": [/\/stop$/, (answer) => (part(answer, "run")["run_id"] = "run-1")],
    "two kinds of deployment": [
        /\/status$/,
        (answer) => (part(answer, "run", "deployment")["aci_single_job"] = { cluster_id: SEED.aciClusterId }),
    ],
    "cluster data in lower case": [
        /\/status$/,
        (answer) => {
            const data = part(answer, "run", "workflow_cluster_data");
            data["kubernetes_single_job"] = data["KubernetesSingleJob"];
            delete data["KubernetesSingleJob"];
        },
    ],
    "a list under another name": [
        /GET .*\/workflow_runs\?/,
        (answer) => {
            answer["runs"] = answer["workflow_runs"];
            delete answer["workflow_runs"];
        },
    ],
    "a cluster's user as an object": [
        /\/clusters\/[^/]+$/,
        (answer) => (part(answer, "kubernetes")["user"] = { name: "ccm" }),
    ],
    "a page without its counts": [/\/clusters\?/, (answer) => (answer["metadata"] = { total_count: 2 })],
    "a graph without its account": [/\/graphs\/[^/?]+$/, (answer) => delete answer["acct_id"]],
    "a token without its lifetime": [/oauth2/, (answer) => delete answer["expires_in"]],
    "an additional field": [/\/logs/, (answer) => (answer["lines"] = [])],
};

describe("the check of all exchanges", () => {
    const exchanges: Exchange[] = [];

    before(async () => {
        const simulator = await startSimulator({ onExchange: (exchange) => exchanges.push(exchange) });
        const raw = { endpoint: simulator.url, ...SEED.app };
        const client = new CcmClient(parseSettings(raw, String), { clock: new VirtualClock(), random: () => 0.5 });
        const place = { kubernetes_single_job: { namespace: "n", cluster_id: SEED.kubernetesClusterId } };
        const { runId } = await client.startRun({ graph_id: SEED.graphId, graph_version: "2", deployment: place });
        await client.runStatus(runId);
        await client.runLogs(runId);
        await client.stopRun(runId);
        await collect(client.listRuns());
        await collect(client.listClusters());
        await client.graph(SEED.graphId);
        const reading = readKubeconfig(KUBECONFIG, {});
        assert.ok("kubeconfig" in reading);
        const { clusterId } = await client.createCluster({ name: "c", description: "", kubernetes: reading });
        await client.cluster(clusterId);
        await client.deleteCluster(clusterId);
        await simulator.close();
    });

    const check = (exchange: Exchange) => {
        const one = new ExchangeCheck(() => "/v1");
        one.check(exchange);
        one.finish();
    };

    it("finds nothing in the simulator's responses", () => {
        assert.ok(exchanges.length >= 12);
        for (const exchange of exchanges) check(exchange);
    });

    for (const [what, [pattern, change]] of Object.entries(mutations)) {
        it(`finds ${what}`, () => {
            const found = exchanges.find(
                ({ method, url, status }) => pattern.test(`${method} ${url}`) && status === 200,
            );
            assert.ok(found !== undefined, String(pattern));
            const answer = JSON.parse(found.answerBody) as Json;
            change(answer);
            assert.throws(
                () => check({ ...found, answerBody: JSON.stringify(answer) }),
                /exchanges with CCM are not as the description of its API says/,
            );
        });
    }

    it("finds a request that should have been refused, and an unknown operation", () => {
        const start = exchanges.find(({ method, url }) => method === "POST" && url.endsWith("/workflow_runs"));
        assert.ok(start !== undefined);
        assert.throws(() => check({ ...start, requestBody: '{"graph_id":"x","graph_version":2}' }), /not a UUID/);
        assert.throws(() => check({ ...start, url: "/v1/workflow_runs/all" }), /no known operation/);
        assert.throws(
            () => check({ ...start, url: "/v1/workflow_runs?dry_run=1" }),
            /query parameter dry_run is unknown/,
        );
    });
});
