import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { CcmBodyError, CcmClient, collect, finalVersions } from "../../../provider/ccm";
import { abortable } from "../../../provider/ccm/clock";
import { parseSettings } from "../../../provider/ccm/settings";
import { Ccm } from "../../support/control";
import { until } from "../../support/until";
import { VirtualClock } from "../../support/virtualClock";

const RUN = "6a5d2f4e-9a3b-4d57-8a55-0c1f4a5e0001";
const CLUSTER = SEED.kubernetesClusterId;

describe("responses that are invalid in parts", () => {
    const debugged: string[] = [];
    beforeEach(() => debugged.splice(0));

    const clientOf = (ccm: Ccm, clock = new VirtualClock()) =>
        new CcmClient(parseSettings({ endpoint: ccm.url, token: SEED.writerToken }, String), {
            ...{ clock, random: () => 0.5 },
            debug: (line) => debugged.push(line),
        });

    /** Starts a CCM with this body in the next responses to an operation. */
    async function answering(operation: string, body: unknown, times = 1): Promise<Ccm> {
        const ccm = await Ccm.start();
        await ccm.fault({ operation, when: "after", kind: "status", status: 200, body, times });
        return ccm;
    }

    it("an unreadable row affects no other row, and one debug line counts all of them", async () => {
        const rows = [
            { run_status: "RUNNING" },
            null,
            "run",
            { run_id: RUN.toUpperCase(), run_status: "PAUSED", created_at: null, graph_id: null, deployment: null },
        ];
        await using ccm = await answering("listRuns", { workflow_runs: rows });
        const runs = await collect(clientOf(ccm).listRuns());
        const [run, ...more] = runs.filter(({ runId }) => runId !== "");
        assert.deepEqual(more, []);
        assert.equal(runs.length, rows.length, "rows without an id are kept, because a run may be one of them");
        assert.deepEqual([run?.runId, run?.status, run?.createdAtMs], [RUN, "UNKNOWN", undefined]);
        assert.deepEqual(debugged, ["list the runs: 3 rows of CCM's response cannot be read"]);
    });

    it("a cluster of an unknown kind, without a name or without an id, affects no other", async () => {
        const items = [{ cluster_id: CLUSTER, name: null, vm: { host: "x" }, kubernetes: null }, { name: "no id" }];
        await using ccm = await answering("listClusters", { items, metadata: null });
        const [cluster, ...more] = await collect(clientOf(ccm).listClusters());
        assert.deepEqual(
            more.map(({ name }) => name),
            [],
        );
        assert.deepEqual([cluster?.clusterId, cluster?.kind], [CLUSTER, undefined]);
        assert.equal(debugged.length, 1);
    });

    it("an invalid label, edge, node or version affects no other", async () => {
        const version = {
            objects: { "node-1": { name: "scorer", ref: null }, "node-2": null, "node-3": { name: 3 } },
            edges: { odd: null, other: { source: 1 } },
            labels: { team: "risk", odd: 7, gone: null },
            runtime_configs: {
                hash: { image_id: null, child_nodes: ["node-1", null, "node-3"] },
                other: { child_nodes: null },
            },
            deployment: null,
        };
        const graph = { graph_id: SEED.graphId, name: "g", description: null, versions: { "1": version, "2": null } };
        await using ccm = await answering("getGraph", graph);
        const read = await clientOf(ccm).graph(SEED.graphId);
        assert.deepEqual(finalVersions(read), ["1"]);
        assert.deepEqual(read.unreadableVersions, ["2"]);
        assert.deepEqual(read.versions["1"], {
            labels: { team: "risk" },
            hasDeployment: false,
            isWhole: true,
            runtimeConfigs: [
                {
                    id: "hash",
                    nodes: [
                        { nodeId: "node-1", name: "scorer" },
                        { nodeId: "node-3", name: undefined },
                    ],
                },
                { id: "other", nodes: [] },
            ],
        });
    });

    const places: Record<string, object> = {
        "an ACI deployment without a location": {
            deployment: { aci_single_job: { cluster_id: CLUSTER, deployment_location: null } },
        },
        "a deployment of an unknown kind": { deployment: { vm_job: { cluster_id: CLUSTER } } },
        "the cluster data without a deployment": {
            deployment: null,
            workflow_cluster_data: { KubernetesSingleJob: { cluster_id: CLUSTER, app_id: null } },
        },
    };
    for (const [what, place] of Object.entries(places)) {
        it(`the cluster of a run is known from ${what}`, async () => {
            await using ccm = await answering("runStatus", { run: { run_id: RUN, run_status: "RUNNING", ...place } });
            const run = await clientOf(ccm).runStatus(RUN);
            assert.equal(run.clusterId, CLUSTER);
            if (what.startsWith("an ACI")) assert.deepEqual(run.deployment, { aciSingleJob: { clusterId: CLUSTER } });
        });
    }

    it("logs without a text, and a token without its lifetime, are accepted", async () => {
        await using ccm = await answering("runLogs", { text: null, generic: null });
        await ccm.fault({
            ...{ operation: "mintToken", when: "after", kind: "status", status: 200 },
            body: { access_token: SEED.writerToken, token_type: null, expires_in: null },
        });
        const settings = parseSettings({ endpoint: ccm.url, ...SEED.app }, String);
        const client = new CcmClient(settings, { clock: new VirtualClock(), random: () => 0.5 });
        assert.deepEqual(await client.runLogs(RUN), { text: "", generic: undefined });
    });

    const wholes: [what: string, body: unknown, message: RegExp][] = [
        ["null in place of a list", { workflow_runs: null }, /: CCM's response cannot be read \(workflow_runs\)$/],
        [
            "JSON of another product",
            { runs: [] },
            /answered 200 with unexpected JSON \(workflow_runs\); check endpoint and deployment$/,
        ],
        [
            "a top-level list",
            [],
            /answered 200 with unexpected JSON \(the whole body\); check endpoint and deployment$/,
        ],
    ];
    for (const [what, body, message] of wholes) {
        it(`${what} is an error, and never an empty list`, async () => {
            await using ccm = await answering("listRuns", body, 100);
            await assert.rejects(collect(clientOf(ccm).listRuns()), (error) => {
                assert.ok(error instanceof CcmBodyError);
                assert.match(error.message, message);
                return true;
            });
        });
    }

    it("a repeated page is an error that says what to check", async () => {
        await using ccm = await answering("listRuns", { workflow_runs: [{ run_id: "a" }, { run_id: "b" }] }, 100);
        await assert.rejects(
            collect(clientOf(ccm).listRuns()),
            /the pages of CCM's list do not end; check endpoint and deployment$/,
        );
    });

    it("an aborted read ends immediately, however long the service takes", async () => {
        await using ccm = await Ccm.start();
        await ccm.fault({ operation: "listRuns", when: "before", kind: "delay", delayMs: 600_000 });
        const gone = new AbortController();
        const clock = new VirtualClock();
        const settings = parseSettings({ endpoint: ccm.url, token: SEED.writerToken }, String);
        const client = new CcmClient(settings, { clock: abortable(clock, gone.signal), random: () => 0.5 });
        const listed = collect(client.listRuns({ signal: gone.signal, breaksOff: true }));
        await Promise.all([
            assert.rejects(listed, /cannot list the runs: the update was canceled/),
            until("the question to be asked", async () => (await ccm.underWay("listRuns")) === 1).then(() =>
                gone.abort(),
            ),
        ]);
    });
});
