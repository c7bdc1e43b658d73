import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { Ccm } from "../support/control";
import { KUBECONFIG, KUBECONFIG_TOKEN } from "../support/kubeconfigs";
import { CallError, PluginProcess, PROVIDER_TEXT, URN, type Properties } from "../support/pluginProcess";

const SDKS = { "3.216.0": "pulumi-sdk-oldest", "3.248.0": "@pulumi/pulumi", newest: "pulumi-sdk-newest" };

const inputs: Properties = {
    __provider: PROVIDER_TEXT,
    __urn: URN,
    graphId: SEED.graphId,
    graphVersion: "2",
    deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: SEED.kubernetesClusterId } },
};

for (const [version, sdk] of Object.entries(SDKS)) {
    describe(`the plugin process of SDK ${version}`, () => {
        let ccm: Ccm;
        let plugin: PluginProcess;

        beforeEach(async () => {
            ccm = await Ccm.start();
            plugin = await PluginProcess.start(sdk);
            await plugin.configure({ "fortanix-ccm:endpoint": ccm.url, "fortanix-ccm:token": SEED.writerToken });
        });
        afterEach(async () => {
            plugin.stop();
            await ccm.close();
        });

        const checked = async (change: Properties = {}): Promise<Properties> =>
            (await plugin.check({}, { ...inputs, ...change })).inputs;

        it("takes a run through check, create, diff, read, update and delete", async () => {
            const { inputs: full, failures } = await plugin.check({}, inputs);
            assert.deepEqual(failures, []);
            assert.deepEqual(full, {
                ...inputs,
                waitFor: "RUNNING",
                rerunOn: ["FAILED"],
                stopOnDelete: true,
                timeouts: { start: "15m", finish: "24h", stop: "15m" },
            });
            const { id, outputs } = await plugin.create(full);
            const [run] = await ccm.runs();
            assert.equal(id, run?.runId);
            for (const [name, value] of Object.entries(full)) assert.deepEqual(outputs[name], value, name);
            assert.equal(outputs["runStatus"], "RUNNING");

            assert.deepEqual(await plugin.diff(id, outputs, full), { changes: "unknown", replaces: [] });
            const other = await plugin.diff(id, outputs, { ...full, graphVersion: "1" });
            assert.deepEqual(other, { changes: "unknown", replaces: ["graphVersion"] });

            await ccm.end(id, "FAILED");
            const read = await plugin.read(id, outputs);
            assert.equal(read.id, id);
            const { __endSeenAt, ...seen } = read.outputs;
            assert.deepEqual(seen, { ...outputs, runStatus: "FAILED" });
            assert.ok(typeof __endSeenAt === "string");
            assert.match(__endSeenAt, /^\d{4}-.*Z$/);
            assert.deepEqual(await plugin.diff(id, read.outputs, full), { changes: "some", replaces: ["runStatus"] });

            const updated = await plugin.update(id, read.outputs, { ...full, waitFor: "NONE" });
            assert.deepEqual(updated.outputs, { ...read.outputs, waitFor: "NONE" });
            await plugin.delete(id, updated.outputs);
            assert.deepEqual(await ccm.requests("stopRun"), []);
        });

        it("takes a cluster and the completion of a run through their lives", async () => {
            const require = (name: string) =>
                `exports.handler = () => require("pulumi-fortanix-ccm/runtime").${name}()`;
            const cluster = await plugin.check(
                {},
                { __provider: require("computeCluster"), name: "east", kubernetes: { kubeconfig: KUBECONFIG } },
            );
            assert.deepEqual(cluster.failures, []);
            const made = await plugin.create(cluster.inputs);
            assert.ok(!JSON.stringify(made.outputs).includes(KUBECONFIG_TOKEN));
            assert.deepEqual(await plugin.diff(made.id, made.outputs, cluster.inputs), {
                changes: "unknown",
                replaces: [],
            });
            const renamed = await plugin.update(made.id, made.outputs, { ...cluster.inputs, name: "far-east" });
            assert.equal(renamed.outputs["name"], "far-east");
            assert.deepEqual((await plugin.read(made.id, renamed.outputs)).outputs, renamed.outputs);

            const runId = await ccm.startForeign();
            await ccm.end(runId, "SUCCEEDED");
            const completion = await plugin.check({}, { __provider: require("workflowRunCompletion"), runId });
            const done = await plugin.create(completion.inputs);
            assert.equal(done.id, runId);
            assert.equal(done.outputs["runStatus"], "SUCCEEDED");
            assert.deepEqual(await plugin.diff(runId, done.outputs, { ...completion.inputs, runId: made.id }), {
                changes: "unknown",
                replaces: ["runId"],
            });
            assert.deepEqual((await plugin.read(runId, done.outputs)).outputs, done.outputs);
            await plugin.delete(runId, done.outputs);
            await plugin.delete(made.id, renamed.outputs);
            await plugin.delete(made.id, renamed.outputs);
        });

        it("is configured for every one of many calls at once", async () => {
            const full = await checked();
            await ccm.script({ pendingSeconds: 1 });
            const created = await Promise.all(Array.from({ length: 30 }, () => plugin.create(full)));
            assert.equal(new Set(created.map(({ id }) => id)).size, 30);
            assert.equal(plugin.printed.replace(/^\d+$/m, "").trim(), "", "nothing but the port is printed");
        });

        it("answers a failure after the start with the id, one reason and complete outputs", async () => {
            await ccm.script({ pendingSeconds: 0, runningSeconds: 0, outcome: "FAILED" });
            const full = await checked();
            const error = await plugin.create(full).catch((reason: unknown) => reason);
            assert.ok(error instanceof CallError);
            const [run] = await ccm.runs();
            assert.equal(error.initFailure?.id, run?.runId);
            assert.equal(error.initFailure?.reasons.length, 1);
            for (const [name, value] of Object.entries(full))
                assert.deepEqual(error.initFailure.properties[name], value, name);
            assert.equal(error.initFailure.properties["runStatus"], "FAILED");
        });

        it("an engine that repeats a create after a partial failure gets the same run, until that has FAILED", async () => {
            await ccm.script({ pendingSeconds: null });
            const full = await checked({ timeouts: { start: "1s" } });
            const idOf = async () => {
                const error = await plugin.create(full).catch((reason: unknown) => reason);
                return error instanceof CallError ? error.initFailure?.id : undefined;
            };
            const id = await idOf();
            assert.ok(id !== undefined);
            assert.equal(await idOf(), id);
            assert.equal((await ccm.runs()).length, 1);

            await ccm.end(id, "FAILED");
            assert.notEqual(await idOf(), id, "rerunOn asks for a new one then");
            assert.equal((await ccm.runs()).length, 2);
        });

        it("answers a failure before the start without an id", async () => {
            await ccm.fault({
                operation: "startRun",
                when: "before",
                kind: "status",
                status: 400,
                body: { message: "no", id: "x" },
            });
            const error = await plugin.create(await checked()).catch((reason: unknown) => reason);
            assert.ok(error instanceof CallError);
            assert.equal(error.initFailure, undefined);
            assert.equal(error.message, "cannot start the run: CCM answered 400: no. No run was started.");
        });

        it("writes status lines to the resource's row, the outcome last, and never an error", async () => {
            await ccm.script({ pendingSeconds: 1 });
            await ccm.fault({ operation: "startRun", when: "before", kind: "delay", delayMs: 1000 });
            await plugin.create(await checked());
            assert.ok(
                plugin.lines.every(({ urn, ephemeral, severity }) => urn === URN && ephemeral && severity === "info"),
            );
            const texts = plugin.lines.map(({ text }) => text);
            assert.match(texts[0] ?? "", /^starts a run of graph [\w-]+, version 2$/);
            assert.equal(texts[1], "starting the run");
            assert.match(texts[2] ?? "", /^PENDING, until RUNNING, at most 15 min more$/);
            assert.match(texts.at(-1) ?? "", /^RUNNING after \d+ s$/);
        });

        it("tells nobody a secret, and takes secrets out of what the service says", async () => {
            const secret = 'a "quoted" secret';
            await ccm.script({
                pendingSeconds: 0,
                runningSeconds: 0,
                outcome: "FAILED",
                reason: `bad ${secret}`,
                echoSpecs: true,
            });
            const jobSpec = { env: [{ name: "KEY", value: secret }] };
            const full = await checked({
                runtimeConfigs: { [SEED.runtimeConfigIds["2"]]: { deployment: { kubernetes: { jobSpec } } } },
                __secretPaths: [
                    [
                        "runtimeConfigs",
                        SEED.runtimeConfigIds["2"],
                        "deployment",
                        "kubernetes",
                        "jobSpec",
                        "env",
                        0,
                        "value",
                    ],
                ],
            });
            const error = await plugin.create(full).catch((reason: unknown) => reason);
            assert.ok(error instanceof CallError);
            const { runtimeConfigs, ...outputs } = error.initFailure?.properties ?? {};
            assert.ok(runtimeConfigs !== undefined);
            const told = [
                plugin.printed,
                error.message,
                JSON.stringify(plugin.lines),
                JSON.stringify(outputs),
                JSON.stringify(error.initFailure?.reasons),
            ];
            for (const text of told) {
                for (const spelling of [secret, JSON.stringify(secret).slice(1, -1), SEED.writerToken])
                    assert.ok(!text.includes(spelling), text);
            }
            assert.match(JSON.stringify(outputs["statusDetail"]), /bad \[secret\]/);
        });

        it("knows the SDK's mark for values that are not known yet", async () => {
            const { runtime } = (await import(sdk)) as { runtime: { unknownValue: string } };
            const { failures } = await plugin.check(
                {},
                { ...inputs, deployment: runtime.unknownValue, graphVersion: runtime.unknownValue },
            );
            assert.deepEqual(failures, []);
        });

        it("ends with the engine's interrupt at once", async () => {
            await checked();
            const ended = plugin.ended();
            plugin.interrupt();
            await ended;
        });
    });
}
