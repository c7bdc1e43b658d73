import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { Ccm } from "../../support/control";

const kubernetes = { kubernetes_single_job: { namespace: "n", cluster_id: SEED.kubernetesClusterId } };
const aci = { aci_single_job: { cluster_id: SEED.aciClusterId } };
const good = { graph_id: SEED.graphId, graph_version: "2", deployment: kubernetes };
const config = (deployment: object) => ({ runtime_configs: { [SEED.runtimeConfigIds["2"]]: { deployment } } });

describe("the simulator", () => {
    let ccm: Ccm;
    beforeEach(async () => (ccm = await Ccm.start()));
    afterEach(() => ccm.close());

    async function call(method: string, path: string, body?: unknown, token: string | undefined = SEED.writerToken) {
        const response = await fetch(`${ccm.url}/v1${path}`, {
            method,
            headers: {
                ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
                ...(body === undefined ? {} : { "content-type": "application/json" }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        const json = (text.startsWith("{") ? JSON.parse(text) : {}) as {
            message?: string;
            run?: { run_id: string; run_status: string };
        };
        return { status: response.status, headers: response.headers, ...json };
    }
    const start = async () => (await call("POST", "/workflow_runs", good)).run?.run_id ?? "";
    const statusOf = async (runId: string) => (await call("GET", `/workflow_runs/${runId}/status`)).run?.run_status;

    const refused: [name: string, body: object, status: number, message: RegExp][] = [
        ["an unknown field", { ...good, name: "x" }, 400, /additional properties/],
        ["a missing field", { graph_id: SEED.graphId }, 400, /required property 'graph_version'/],
        ["a number as version", { ...good, graph_version: 2 }, 400, /must be string/],
        ["both deployments", { ...good, deployment: { ...kubernetes, ...aci } }, 400, /more than 1/],
        ["an empty deployment", { ...good, deployment: {} }, 400, /fewer than 1/],
        ["an unknown graph", { ...good, graph_id: SEED.aciClusterId }, 404, /graph not found/],
        ["an unknown version", { ...good, graph_version: "9" }, 404, /version 9 not found/],
        ["a version that is not final", { ...good, graph_version: "3" }, 400, /version 3 is not final/],
        [
            "no deployment in the request or the graph",
            { graph_id: SEED.graphId, graph_version: "2" },
            400,
            /Neither the request nor the graph/,
        ],
        [
            "an unknown cluster",
            { ...good, deployment: { aci_single_job: { cluster_id: SEED.graphId } } },
            404,
            /cluster not found/,
        ],
        [
            "a cluster of the wrong kind",
            { ...good, deployment: { aci_single_job: { cluster_id: SEED.kubernetesClusterId } } },
            400,
            /not of kind aci/,
        ],
        [
            "an unknown runtime configuration",
            { ...good, runtime_configs: { abc: {} } },
            400,
            /Unknown runtime configuration abc/,
        ],
        [
            "an application of the wrong kind",
            { ...good, ...config({ aci: { exposed_ports: [], env_vars: {} } }) },
            400,
            /not for a deployment of kind/,
        ],
        [
            "ACI without ports",
            { ...good, deployment: aci, ...config({ aci: { env_vars: {} } }) },
            400,
            /required property 'exposed_ports'/,
        ],
        [
            "a port of 0",
            {
                ...good,
                deployment: aci,
                ...config({ aci: { exposed_ports: [{ port: 0, protocol: "Tcp" }], env_vars: {} } }),
            },
            400,
            />= 1/,
        ],
    ];
    for (const [name, body, status, message] of refused) {
        it(`refuses a start with ${name}`, async () => {
            const answer = await call("POST", "/workflow_runs", body);
            assert.equal(answer.status, status);
            assert.match(answer.message ?? "", message);
            assert.deepEqual(await ccm.runs(), []);
        });
    }

    it("requires a token and the role that an operation needs", async () => {
        assert.equal((await call("POST", "/workflow_runs", good, "")).status, 401);
        assert.equal((await call("POST", "/workflow_runs", good, "wrong")).status, 401);
        assert.equal((await call("POST", "/workflow_runs", good, SEED.readerToken)).status, 403);
        assert.equal((await call("POST", "/workflow_runs", good, SEED.lockedToken)).status, 403);
        const runId = await start();
        assert.equal((await call("GET", `/workflow_runs/${runId}/status`, undefined, SEED.readerToken)).status, 403);
        assert.equal((await call("GET", "/workflow_runs", undefined, SEED.readerToken)).status, 200);
    });

    it("answers a path outside the API with a web page and 200, as observed with the real service", async () => {
        const response = await fetch(`${ccm.url}/api/v2/x`);
        assert.equal(response.status, 200);
        assert.match(await response.text(), /<!doctype html>/);
        assert.equal((await call("GET", "/nothing")).status, 404);
    });

    it("advances runs with a manual clock", async () => {
        await ccm.script({
            pendingSeconds: 60,
            runningSeconds: 600,
            outcome: "FAILED",
            unknown: { afterSeconds: 120, forSeconds: 60 },
            purgeAfterSeconds: 3600,
        });
        const runId = await start();
        const seen: unknown[] = [];
        for (const seconds of [0, 60, 60, 60, 480]) {
            await ccm.step(seconds);
            seen.push(await statusOf(runId));
        }
        assert.deepEqual(seen, ["PENDING", "RUNNING", "UNKNOWN", "RUNNING", "FAILED"]);
        await ccm.step(3600);
        assert.equal((await call("GET", `/workflow_runs/${runId}/status`)).status, 404);
    });

    it("stops an active run, refuses to stop a finished one, and can keep one in TERMINATING", async () => {
        await ccm.script({ stoppingSeconds: null });
        const stuck = await start();
        assert.equal((await call("POST", `/workflow_runs/${stuck}/stop`)).run?.run_status, "TERMINATING");
        await ccm.step(1e6);
        assert.equal(await statusOf(stuck), "TERMINATING");
        await ccm.end(stuck, "TERMINATED");
        assert.equal((await call("POST", `/workflow_runs/${stuck}/stop`)).status, 400);
    });

    it("pages runs by keyset, each once", async () => {
        for (let index = 0; index < 7; index++) await start();
        const seen: string[] = [];
        for (let previous = ""; ;) {
            const response = await fetch(
                `${ccm.url}/v1/workflow_runs?limit=3${previous && `&previous_id=${previous}`}`,
                {
                    headers: { authorization: `Bearer ${SEED.readerToken}` },
                },
            );
            const { workflow_runs: page } = (await response.json()) as { workflow_runs: { run_id: string }[] };
            seen.push(...page.map(({ run_id }) => run_id));
            previous = page.at(-1)?.run_id ?? "";
            if (page.length < 3) break;
        }
        assert.equal(seen.length, 7);
        assert.equal(new Set(seen).size, 7);
    });

    it("throttles with Retry-After", async () => {
        await ccm.rateLimit(2);
        const answers = await Promise.all(Array.from({ length: 5 }, () => call("GET", "/workflow_runs")));
        const throttled = answers.filter(({ status }) => status === 429);
        assert.equal(throttled.length, 3);
        assert.ok(throttled.every(({ headers }) => headers.get("retry-after") === "1"));
    });

    it("fails the nth call, before or after it takes effect, and logs both", async () => {
        await ccm.fault({ operation: "startRun", nth: 2, when: "before", kind: "reset" });
        await ccm.fault({ operation: "startRun", nth: 3, when: "after", kind: "reset" });
        await start();
        await assert.rejects(start());
        assert.equal((await ccm.runs()).length, 1);
        await assert.rejects(start());
        assert.equal((await ccm.runs()).length, 2);
        const log = (await ccm.requests("startRun")).map(({ status, fault }) => [status, fault]);
        assert.deepEqual(log, [
            [200, undefined],
            [0, "reset before"],
            [0, "reset after"],
        ]);
    });

    it("stores clusters, and does not delete one with active runs", async () => {
        const kubeconfig = {
            clusters: [{ name: "c", cluster: { server: "https://k" } }],
            users: [{ name: "u", user: { token: "cluster-secret" } }],
            contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
        };
        const made = (await call("POST", "/clusters", {
            name: "new",
            description: "",
            kubernetes: { kubeconfig },
        })) as unknown as { cluster_id: string };
        assert.ok(!JSON.stringify(made).includes("cluster-secret"));
        const path = `/clusters/${made.cluster_id.toUpperCase()}`;
        assert.equal((await call("PATCH", path, { description: "d" })).status, 400, "an update requires all fields");
        const whole = { name: "new", description: "d", kubernetes: { kubeconfig } };
        assert.equal((await call("PATCH", path, { ...whole, name: "aks-west" })).status, 400, "the name is taken");
        const changed = (await call("PATCH", path, whole)) as unknown as { description: string };
        assert.equal(changed.description, "d");
        assert.equal((await call("DELETE", `/clusters/${made.cluster_id}`)).status, 204);
        await start();
        assert.equal((await call("DELETE", `/clusters/${SEED.kubernetesClusterId}`)).status, 400);
    });
});
