import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { KUBECONFIG, KUBECONFIG_TOKEN } from "../support/kubeconfigs";
import { failureOf, PluginScenario, sharedPlugin } from "../support/plugin";

const SDKS = { "3.216.0": "pulumi-sdk-oldest", "3.248.0": "@pulumi/pulumi", newest: "pulumi-sdk-newest" };

for (const [version, sdk] of Object.entries(SDKS)) {
    describe(`the plugin process of SDK ${version}`, () => {
        const scenario = sharedPlugin({ sdk });

        it("takes a run through check, create, diff, read, update and delete", async () => {
            const { ccm, plugin } = scenario();
            const full = await scenario().inputs();
            const { __provider, __urn, ...own } = full;
            assert.ok(__provider !== undefined && __urn !== undefined);
            assert.deepEqual(own, {
                graphId: SEED.graphId,
                graphVersion: "2",
                deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: SEED.kubernetesClusterId } },
                waitFor: "RUNNING",
                rerunOn: ["FAILED"],
                stopOnDelete: true,
                timeouts: { start: "15m", finish: "24h", stop: "15m" },
            });
            const { id, outputs } = await plugin.create(full);
            assert.equal((await ccm.runs()).at(-1)?.runId, id);
            for (const [name, value] of Object.entries(full)) assert.deepEqual(outputs[name], value, name);
            assert.equal(outputs["runStatus"], "RUNNING");

            assert.deepEqual(await plugin.diff(id, outputs, full), { changes: "unknown", replaces: [] });
            const other = await plugin.diff(id, outputs, { ...full, graphVersion: "1" });
            assert.deepEqual(other, { changes: "unknown", replaces: ["graphVersion"] });

            await ccm.end(id, "FAILED");
            const read = await plugin.read(id, outputs);
            assert.equal(read.id, id);
            const { __endSeenAt, ...seen } = read.outputs;
            const { statusDetail } = seen;
            assert.match(JSON.stringify(statusDetail), /^"Job ccm-.*: Failed, BackoffLimitExceeded: /);
            assert.deepEqual(seen, { ...outputs, runStatus: "FAILED", statusDetail });
            assert.ok(typeof __endSeenAt === "string");
            assert.match(__endSeenAt, /^\d{4}-.*Z$/);
            assert.deepEqual(await plugin.diff(id, read.outputs, full), { changes: "some", replaces: ["runStatus"] });

            const updated = await plugin.update(id, read.outputs, { ...full, waitFor: "NONE" });
            assert.deepEqual(updated.outputs, { ...read.outputs, waitFor: "NONE" });
            await plugin.delete(id, updated.outputs);
            assert.deepEqual(await ccm.requests("stopRun"), []);
        });

        it("takes a cluster and the completion of a run through their lifecycles", async () => {
            const { ccm, plugin } = scenario();
            const kubernetes = { kubeconfig: KUBECONFIG };
            const cluster = await scenario().inputsOf("computeCluster", { name: "east", kubernetes });
            const made = await plugin.create(cluster);
            assert.ok(!JSON.stringify(made.outputs).includes(KUBECONFIG_TOKEN));
            assert.deepEqual(await plugin.diff(made.id, made.outputs, cluster), {
                changes: "unknown",
                replaces: [],
            });
            const renamed = await plugin.update(made.id, made.outputs, { ...cluster, name: "far-east" });
            assert.equal(renamed.outputs["name"], "far-east");
            assert.deepEqual((await plugin.read(made.id, renamed.outputs)).outputs, renamed.outputs);

            const runId = await ccm.startForeign();
            await ccm.end(runId, "SUCCEEDED");
            const completion = await scenario().inputsOf("workflowRunCompletion", { runId });
            const done = await plugin.create(completion);
            assert.equal(done.id, runId);
            assert.equal(done.outputs["runStatus"], "SUCCEEDED");
            assert.deepEqual(await plugin.diff(runId, done.outputs, { ...completion, runId: made.id }), {
                changes: "unknown",
                replaces: ["runId"],
            });
            assert.deepEqual((await plugin.read(runId, done.outputs)).outputs, done.outputs);
            await plugin.delete(runId, done.outputs);
            await plugin.delete(made.id, renamed.outputs);
            await plugin.delete(made.id, renamed.outputs);
        });

        it("is configured for each of many concurrent calls, and exits on the engine's interrupt", async () => {
            await using fresh = await PluginScenario.start({ sdk });
            const { ccm, plugin } = fresh;
            await ccm.script({ pendingSeconds: 1 });
            const news = await Promise.all(Array.from({ length: 30 }, () => fresh.inputs()));
            const created = await Promise.all(news.map((inputs) => plugin.create(inputs)));
            assert.equal(new Set(created.map(({ id }) => id)).size, 30);
            assert.equal(plugin.printed.replace(/^\d+$/m, "").trim(), "", "only the port is printed");
            const ended = plugin.ended();
            plugin.interrupt();
            await ended;
        });

        it("reports a failure after the start with the id, one reason and complete outputs", async () => {
            const { ccm, plugin } = scenario();
            await ccm.script({ pendingSeconds: 0, runningSeconds: 0, outcome: "FAILED" });
            const full = await scenario().inputs();
            const error = await failureOf(plugin.create(full));
            assert.ok(error.initFailure !== undefined);
            assert.equal((await ccm.runs()).at(-1)?.runId, error.initFailure.id);
            assert.equal(error.initFailure.reasons.length, 1);
            for (const [name, value] of Object.entries(full))
                assert.deepEqual(error.initFailure.properties[name], value, name);
            assert.equal(error.initFailure.properties["runStatus"], "FAILED");
        });

        it("returns the same run when the engine repeats a create after a partial failure, until it has FAILED", async () => {
            const { ccm, plugin } = scenario();
            await ccm.script({ pendingSeconds: null });
            const full = await scenario().inputs({ timeouts: { start: "1s" } });
            const idOf = async () => (await failureOf(plugin.create(full))).initFailure?.id;
            const id = await idOf();
            assert.ok(id !== undefined);
            assert.equal(await idOf(), id);
            assert.equal((await ccm.requests("startRun")).length, 1);

            await ccm.end(id, "FAILED");
            assert.notEqual(await idOf(), id, "rerunOn requires a new run");
            assert.equal((await ccm.requests("startRun")).length, 2);
        });

        it("reports a failure before the start without an id", async () => {
            const { ccm, plugin } = scenario();
            const body = { message: "no", id: "x" };
            await ccm.fault({ operation: "startRun", when: "before", kind: "status", status: 400, body });
            const error = await failureOf(plugin.create(await scenario().inputs()));
            assert.equal(error.initFailure, undefined);
            assert.equal(error.message, "cannot start the run: CCM answered 400: no. No run was started.");
        });

        it("writes status lines to the resource's row, the outcome last, and never an error", async () => {
            const { ccm, plugin } = scenario();
            await ccm.script({ pendingSeconds: 1 });
            await ccm.fault({ operation: "startRun", when: "before", kind: "delay", delayMs: 1000 });
            const inputs = await scenario().inputs();
            await plugin.create(inputs);
            const lines = scenario().linesOf(inputs);
            assert.ok(lines.every(({ ephemeral, severity }) => ephemeral && severity === "info"));
            const texts = lines.map(({ text }) => text);
            assert.match(texts[0] ?? "", /^starts a run of graph [\w-]+, version 2$/);
            assert.equal(texts[1], "starting the run");
            assert.match(texts[2] ?? "", /^PENDING, until RUNNING, at most 15 min more$/);
            assert.match(texts.at(-1) ?? "", /^RUNNING after \d+ s$/);
        });

        it("reveals no secret, and redacts secrets in the service's texts", async () => {
            const { ccm, plugin } = scenario();
            const secret = 'a "quoted" secret';
            await ccm.script({
                pendingSeconds: 0,
                runningSeconds: 0,
                outcome: "FAILED",
                reason: `bad ${secret}`,
                echoSpecs: true,
            });
            const jobSpec = { env: [{ name: "KEY", value: secret }] };
            const full = await scenario().inputs({
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
            const error = await failureOf(plugin.create(full));
            const { runtimeConfigs, ...outputs } = error.initFailure?.properties ?? {};
            assert.ok(runtimeConfigs !== undefined);
            const lines = [
                plugin.printed,
                error.message,
                JSON.stringify(plugin.lines),
                JSON.stringify(outputs),
                JSON.stringify(error.initFailure?.reasons),
            ];
            for (const text of lines) {
                for (const spelling of [secret, JSON.stringify(secret).slice(1, -1), SEED.writerToken])
                    assert.ok(!text.includes(spelling), text);
            }
            assert.match(JSON.stringify(outputs["statusDetail"]), /bad \[secret\]/);
        });

        it("recognizes the SDK's placeholder for unknown values", async () => {
            const { runtime } = (await import(sdk)) as { runtime: { unknownValue: string } };
            const unknowns = { deployment: runtime.unknownValue, graphVersion: runtime.unknownValue };
            assert.deepEqual(await scenario().failures(unknowns), []);
        });
    });
}
