import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { ACI, inStack, kubernetesRun } from "../support/scenario";

describe("the lifecycle of a run, with the real engine", () => {
    inStack(
        "up starts the run once and records it, a second up changes nothing, and a changed trigger starts a new run",
        async ({ ccm, stack }) => {
            await ccm.script({ pendingSeconds: 1 });
            stack.declare({ run: kubernetesRun({ triggers: { image: "1", note: "x" } }) });
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            assert.match(up.output, /WorkflowRun run creating .*PENDING, until RUNNING, at most 15 min more/);
            assert.match(up.output, /WorkflowRun run created .*RUNNING after \d+ s/);

            const [start, ...more] = await ccm.requests("startRun");
            assert.deepEqual(more, []);
            assert.deepEqual(start?.body, {
                graph_id: SEED.graphId,
                graph_version: "2",
                deployment: { kubernetes_single_job: { namespace: "scoring", cluster_id: SEED.kubernetesClusterId } },
            });
            const [run] = await ccm.runs();
            const { id: oldId, outputs } = await stack.theRun();
            assert.equal(oldId, run?.runId);
            assert.equal(outputs["runId"], run?.runId);
            assert.equal(outputs["runStatus"], "RUNNING");
            assert.match(String(outputs["createdAt"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
            assert.equal(outputs["currentGraphVersion"], "2");
            assert.deepEqual(outputs["effectiveDeployment"], {
                kubernetesSingleJob: { namespace: "scoring", clusterId: SEED.kubernetesClusterId },
            });
            assert.equal((outputs["clusterData"] as { kind: string }).kind, "KubernetesSingleJob");
            assert.equal(outputs["stateVersion"], 1);

            await ccm.forgetRequests();
            const unchanged = await stack.up();
            assert.equal(unchanged.code, 0, unchanged.output);
            assert.match(unchanged.output, /2 unchanged/);
            assert.deepEqual(await ccm.requests(), []);

            stack.declare({ run: kubernetesRun({ triggers: { image: "2", note: "x" } }) });
            stack.recordWire();
            const replaced = await stack.up();
            assert.equal(replaced.code, 0, replaced.output);
            assert.match(replaced.output, /new run: triggers\.image changed/);
            assert.deepEqual(stack.calls(), ["check", "diff", "check", "create", "delete"]);
            const { id: newId } = await stack.theRun();
            assert.notEqual(newId, oldId);
            const status = Object.fromEntries((await ccm.runs()).map(({ runId, status: now }) => [runId, now]));
            assert.deepEqual(status, { [oldId]: "TERMINATED", [newId]: "RUNNING" });
            const writes = (await ccm.requests()).filter(({ method }) => method === "POST");
            assert.deepEqual(
                writes.map(({ operation }) => operation),
                ["startRun", "stopRun"],
            );
        },
    );

    inStack(
        "settings, equivalent spellings, a first trigger and the removal of the last one are updated in place",
        async ({ ccm, stack }) => {
            const [id] = [SEED.runtimeConfigIds["2"]];
            const spelt = (graphId: string, graphVersion: unknown, aci: object) => ({
                args: { graphId, graphVersion, deployment: ACI, runtimeConfigs: { [id]: { deployment: { aci } } } },
            });
            const triggered = (args: object) => kubernetesRun({ graphVersion: "1", ...args });
            stack.declare({ set: kubernetesRun(), spelt: spelt(SEED.graphId, 2, {}), triggered: triggered({}) });
            await stack.mustRun("up", "--yes", "--skip-preview");
            const starts = await ccm.requests("startRun");
            const aciStart = starts.find(
                ({ body }) => (body as { runtime_configs?: unknown }).runtime_configs !== undefined,
            );
            assert.deepEqual((aciStart?.body as { runtime_configs: unknown } | undefined)?.runtime_configs, {
                [id]: { deployment: { aci: { exposed_ports: [], env_vars: {} } } },
            });
            await ccm.forgetRequests();

            const changed = { waitFor: "SUCCEEDED", rerunOn: [], stopOnDelete: false, timeouts: { finish: "1h30m" } };
            const others = {
                set: kubernetesRun(changed),
                spelt: spelt(SEED.graphId.toUpperCase(), "2", { envVars: {}, exposedPorts: [] }),
            };
            stack.declare({ ...others, triggered: triggered({ triggers: { image: "1" } }) });
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            assert.match(up.output, /3 updated/);
            stack.declare({ ...others, triggered: triggered({ triggers: {} }) });
            const without = await stack.up();
            assert.match(without.output, /1 updated/);
            assert.deepEqual(await ccm.requests(), []);
            const { outputs } = await stack.theRun("set");
            assert.equal(outputs["waitFor"], "SUCCEEDED");
            assert.deepEqual(outputs["timeouts"], { start: "15m", finish: "1h30m", stop: "15m" });
            assert.equal(outputs["runStatus"], "RUNNING");
        },
    );

    inStack(
        "waitFor: NONE does not poll, SUCCEEDED waits for the end, and the graph version may provide the deployment",
        async ({ ccm, stack }) => {
            await ccm.script({ pendingSeconds: 0, runningSeconds: 1, outcome: "SUCCEEDED" });
            stack.declare({
                none: kubernetesRun({ waitFor: "NONE" }),
                succeeded: kubernetesRun({ waitFor: "SUCCEEDED" }),
                deployed: { args: { graphId: SEED.deployedGraphId, graphVersion: "1", waitFor: "NONE" } },
            });
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            const { none, succeeded, deployed } = await stack.runs();
            assert.equal(none?.outputs["runStatus"], "RUNNING");
            assert.equal(succeeded?.outputs["runStatus"], "SUCCEEDED");
            assert.deepEqual(deployed?.outputs["effectiveDeployment"], {
                kubernetesSingleJob: { namespace: "ccm", clusterId: SEED.kubernetesClusterId },
            });
            const polls = (await ccm.requests("runStatus")).map(({ url }) => url);
            assert.ok(
                polls.every((url) => url.includes(succeeded.id)),
                polls.join(),
            );
        },
    );

    inStack(
        "100 concurrent runs are each started once",
        async ({ ccm, stack }) => {
            const names = Array.from({ length: 100 }, (_, index) => `run-${index}`);
            stack.declare(Object.fromEntries(names.map((name) => [name, kubernetesRun()])));
            const up = await stack.up("--parallel", "100");
            assert.equal(up.code, 0, up.output);
            assert.equal((await ccm.requests("startRun")).length, 100);
            const ids = new Set(Object.values(await stack.runs()).map(({ id }) => id));
            assert.equal(ids.size, 100);
        },
        { environment: { FORTANIX_CCM_MAX_REQUESTS_PER_SECOND: "200" } },
    );
});
