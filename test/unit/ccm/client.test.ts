import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { CcmClient } from "../../../provider/ccm/client";
import { CcmBodyError, CcmConnectionError, CcmCredentialError, CcmStatusError } from "../../../provider/ccm/errors";
import { whatAnswerProves } from "../../../provider/ccm/startAnswer";
import { SecretMask } from "../../../provider/ccm/redact";
import { parseSettings, type RawSettings } from "../../../provider/ccm/settings";
import { Ccm } from "../../support/control";
import { VirtualClock } from "../../support/virtualClock";

const start = {
    graph_id: SEED.graphId,
    graph_version: "2",
    deployment: { kubernetes_single_job: { namespace: "scoring", cluster_id: SEED.kubernetesClusterId } },
};

/** Real HTTP to a simulator; only the pauses are virtual. */
describe("the client", () => {
    let ccm: Ccm;
    let clock: VirtualClock;

    async function connect(
        raw: RawSettings = { token: SEED.writerToken },
        simulator: Parameters<typeof Ccm.start>[0] = {},
        secrets = new SecretMask(),
    ) {
        ccm = await Ccm.start(simulator);
        clock = new VirtualClock();
        const settings = parseSettings({ endpoint: ccm.url, ...raw }, (name) => name);
        return new CcmClient(settings, { clock, random: () => 0.5, secrets });
    }
    afterEach(() => ccm.close());

    async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
        const all: T[] = [];
        for await (const item of items) all.push(item);
        return all;
    }

    it("supports every operation that the resource needs", async () => {
        const client = await connect();
        const run = await client.startRun(start);
        assert.equal(run.status, "RUNNING");
        assert.equal((await client.runStatus(run.runId)).runId, run.runId);
        assert.deepEqual(
            (await collect(client.listRuns())).map(({ runId }) => runId),
            [run.runId],
        );
        assert.equal((await client.runLogs(run.runId, SEED.runtimeConfigIds["2"])).text, "");
        assert.equal((await client.stopRun(run.runId)).status, "TERMINATED");
        const graph = await client.graph(SEED.graphId);
        assert.equal(graph.name, "nightly-scoring");
        const [config] = graph.versions["2"]?.runtimeConfigs ?? [];
        assert.equal(config?.id, SEED.runtimeConfigIds["2"]);
        assert.equal(config.nodes[0]?.nodeId, "node-1");
        assert.equal((await collect(client.listGraphs())).length, 3);
        assert.equal((await client.cluster(SEED.aciClusterId)).name, "aci-west");
        assert.deepEqual(
            (await collect(client.listClusters({ name: "aks-west" }))).map(({ clusterId }) => clusterId),
            [SEED.kubernetesClusterId],
        );
    });

    it("reads the id from an otherwise invalid response to a start, so that the run is not lost", async () => {
        const client = await connect();
        const body = {
            run: { run_id: "r-1", run_status: "DANCING", created_at: "yesterday", deployment: {}, colour: "red" },
            more: 1,
        };
        await ccm.fault({ operation: "startRun", when: "after", kind: "status", status: 200, body });
        const run = await client.startRun(start);
        assert.equal(run.runId, "r-1");
        assert.equal(run.status, "UNKNOWN");
        assert.equal(run.createdAtMs, undefined);
        assert.ok(!("colour" in run));
    });

    it("repeats reads and stops, but never a start that may have taken effect", async () => {
        const client = await connect();
        const run = await client.startRun(start);
        for (const kind of ["reset", "cut"] as const) await ccm.fault({ operation: "runStatus", when: "after", kind });
        assert.equal((await client.runStatus(run.runId)).status, "RUNNING");
        await ccm.fault({ operation: "startRun", when: "after", kind: "status", status: 503 });
        await assert.rejects(
            client.startRun(start),
            (error) => error instanceof CcmStatusError && error.status === 503,
        );
        assert.equal((await ccm.requests("startRun")).length, 2);
        await ccm.fault({ operation: "stopRun", when: "before", kind: "status", status: 503 });
        await client.stopRun(run.runId);
        assert.equal((await ccm.requests("stopRun")).length, 2);
    });

    it("respects the caller's deadline", async () => {
        const client = await connect();
        await ccm.fault({ operation: "runStatus", when: "before", kind: "status", status: 503, times: 100 });
        await assert.rejects(client.runStatus("x", { deadline: 2000 }), CcmStatusError);
        assert.ok(clock.now() <= 2000);
    });

    it("times out without a response", async () => {
        const client = await connect();
        await ccm.fault({ operation: "startRun", when: "before", kind: "delay", delayMs: 2000 });
        const lost = client.startRun(start, { deadline: 200 });
        await assert.rejects(
            lost,
            (error) => error instanceof CcmConnectionError && error.code === "TIMEOUT" && error.maybeSent,
        );
    });

    it("waits as long as a throttling service asks for", async () => {
        const client = await connect();
        await ccm.fault({
            operation: "listRuns",
            when: "before",
            kind: "status",
            status: 429,
            headers: { "retry-after": "9" },
        });
        await collect(client.listRuns());
        assert.deepEqual(clock.slept, [9000]);
    });

    it("repeats throttled requests until the caller's time limit, and reports the pauses", async () => {
        const client = await connect();
        await ccm.fault({ operation: "startRun", when: "before", kind: "status", status: 429, times: 20 });
        const pauses: number[] = [];
        const run = await client.startRun(start, { lastRetryAt: 900_000, onThrottled: (ms) => pauses.push(ms) });
        assert.equal(run.status, "RUNNING");
        assert.equal(pauses.length, 20);
        assert.equal((await ccm.requests("startRun")).length, 21);
        await ccm.fault({ operation: "startRun", when: "before", kind: "status", status: 429, times: 1000 });
        await assert.rejects(
            client.startRun(start, { lastRetryAt: clock.now() + 60_000 }),
            (error) => error instanceof CcmStatusError && error.status === 429,
        );
    });

    it("detects a web page in place of a response, and says what to check", async () => {
        const client = await connect({ token: SEED.writerToken, apiPrefix: "/wrong" });
        await assert.rejects(client.runStatus("x"), (error) => {
            assert.ok(error instanceof CcmBodyError && error.html);
            assert.match(error.message, /web page instead of JSON; check endpoint and deployment$/);
            return true;
        });
    });

    it("reports status, operation, request id and a bounded text in its errors, and no secret", async () => {
        const client = await connect();
        const body = { message: `${"long ".repeat(200)} ${SEED.writerToken}` };
        const headers = { "x-request-id": "req-7" };
        await ccm.fault({
            operation: "runStatus",
            when: "before",
            kind: "status",
            status: 400,
            body: { message: `bad ${SEED.writerToken}` },
            headers,
        });
        await ccm.fault({ operation: "stopRun", when: "before", kind: "status", status: 400, body });
        await assert.rejects(client.runStatus("x"), (error) => {
            assert.ok(error instanceof CcmStatusError);
            const { operation, status, requestId, detail, message } = error;
            assert.deepEqual(
                { operation, status, requestId, detail, message },
                {
                    operation: "read the run's status",
                    status: 400,
                    requestId: "req-7",
                    detail: "bad [secret]",
                    message: "cannot read the run's status: CCM answered 400: bad [secret] (request req-7)",
                },
            );
            assert.ok(!JSON.stringify(error, Object.getOwnPropertyNames(error)).includes(SEED.writerToken));
            return true;
        });
        await assert.rejects(
            client.stopRun("x"),
            (error) => error instanceof CcmStatusError && error.detail.length === 500,
        );
    });

    it("mints one Armor token for many concurrent calls, another before it expires, and another after a 401", async () => {
        const client = await connect(SEED.app);
        await Promise.all(Array.from({ length: 10 }, () => collect(client.listRuns())));
        assert.equal((await ccm.requests("mintToken")).length, 1);
        clock.advance(47_000);
        await collect(client.listRuns());
        assert.equal((await ccm.requests("mintToken")).length, 1, "a token of 60 s is used for 48 s");
        clock.advance(2_000);
        await collect(client.listRuns());
        assert.equal((await ccm.requests("mintToken")).length, 2);
        await ccm.tokens({ expireNow: true });
        await collect(client.listRuns());
        assert.equal((await ccm.requests("mintToken")).length, 3);
    });

    it("reports the error of the token endpoint, without the key", async () => {
        const client = await connect({ ...SEED.app, apiKey: "wrong-api-key" });
        await assert.rejects(collect(client.listRuns()), (error) => {
            assert.ok(error instanceof CcmCredentialError);
            assert.equal(
                error.message,
                "cannot get a token for the Armor app: CCM answered 401: Client authentication failed",
            );
            return true;
        });
    });

    it("knows that a start was not sent if no token could be obtained", async () => {
        const client = await connect(SEED.app);
        await ccm.fault({ operation: "mintToken", when: "before", kind: "status", status: 503, times: 100 });
        const error: unknown = await client.startRun(start).catch((reason: unknown) => reason);
        assert.ok(error instanceof CcmCredentialError);
        assert.equal(whatAnswerProves(error).kind, "neverSent");
        assert.deepEqual(await ccm.requests("startRun"), []);
    });

    it("redacts a secret before it truncates or cleans a text, so that no part of it remains", async () => {
        const secret = `-----BEGIN KEY-----\n${"abcdefgh".repeat(8)}\n<end>  KEY-----`;
        const secrets = new SecretMask();
        secrets.add([secret]);
        const client = await connect({ token: SEED.writerToken }, {}, secrets);
        for (const padding of [0, 440, 480]) {
            const body = { message: `${"x".repeat(padding)} ${secret}` };
            await ccm.fault({ operation: "runStatus", when: "before", kind: "status", status: 400, body });
            const error: unknown = await client.runStatus("x").catch((reason: unknown) => reason);
            assert.ok(error instanceof CcmStatusError);
            assert.ok(!error.message.includes("BEGIN"), error.message);
            assert.ok(!error.message.includes("abcdefgh"), error.message);
        }
    });

    it("sends no content type without a body", async () => {
        const client = await connect();
        const run = await client.startRun(start);
        await client.stopRun(run.runId);
        assert.deepEqual(
            (await ccm.requests("stopRun")).map(({ status }) => status),
            [200],
        );
    });

    it("logs in with e-mail and password and selects the account", async () => {
        const user = { username: SEED.user.email, password: SEED.user.password, accountId: SEED.accountId };
        const client = await connect(user);
        await collect(client.listRuns());
        assert.deepEqual(
            (await ccm.requests()).map(({ operation }) => operation),
            ["login", "selectAccount", "listRuns"],
        );
    });

    it("reports CCM's error for a login without an account, and for a wrong password", async () => {
        const user = { username: SEED.user.email, password: SEED.user.password };
        const client = await connect(user);
        await assert.rejects(collect(client.listRuns()), /CCM answered 403: No account selected for this session/);
        const settings = parseSettings({ endpoint: ccm.url, ...user, password: "wrong" }, (name) => name);
        const other = new CcmClient(settings, { clock, random: () => 0.5 });
        await assert.rejects(
            collect(other.listRuns()),
            /cannot log in with username and password: CCM answered 401: Invalid credentials/,
        );
    });

    it("respects the maximum number of requests per second", async () => {
        const client = await connect({ token: SEED.writerToken, maxRequestsPerSecond: "5" });
        for (let index = 0; index < 20; index++) await collect(client.listRuns());
        assert.ok(
            clock.now() >= 3000,
            `20 requests at 5 a second take at least 3 s beyond the first second, not ${clock.now()} ms`,
        );
    });
});
