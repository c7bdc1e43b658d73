import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { ACI, inStack, kubernetesRun } from "../support/scenario";

describe("the life of a run, with the real engine", () => {
    inStack(
        "up starts the run once, waits until it is RUNNING, and records what CCM tells of it",
        async ({ ccm, stack }) => {
            await ccm.script({ pendingSeconds: 1 });
            stack.declare({ run: kubernetesRun() });
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
            const { id, outputs } = await stack.theRun();
            assert.equal(id, run?.runId);
            assert.equal(outputs["runId"], run?.runId);
            assert.equal(outputs["runStatus"], "RUNNING");
            assert.match(String(outputs["createdAt"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
            assert.equal(outputs["currentGraphVersion"], "2");
            assert.deepEqual(outputs["effectiveDeployment"], {
                kubernetesSingleJob: { namespace: "scoring", clusterId: SEED.kubernetesClusterId },
            });
            assert.equal((outputs["clusterData"] as { kind: string }).kind, "KubernetesSingleJob");
            assert.equal(outputs["stateVersion"], 1);
        },
    );

    inStack("an up with nothing changed asks CCM nothing and changes nothing", async ({ ccm, stack }) => {
        stack.declare({ run: kubernetesRun() });
        await stack.mustRun("up", "--yes", "--skip-preview");
        await ccm.forgetRequests();
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.match(up.output, /2 unchanged/);
        assert.deepEqual(await ccm.requests(), []);
    });

    inStack(
        "a changed trigger previews why, starts the new run first and then stops the old one",
        async ({ ccm, stack }) => {
            stack.declare({ run: kubernetesRun({ triggers: { image: "1", note: "x" } }) });
            await stack.mustRun("up", "--yes", "--skip-preview");
            const { id: oldId } = await stack.theRun();

            stack.declare({ run: kubernetesRun({ triggers: { image: "2", note: "x" } }) });
            const preview = await stack.preview();
            assert.match(preview.output, /starts a new run: triggers\.image changed/);
            assert.match(preview.output, /1 to replace/);
            assert.equal((await ccm.runs()).length, 1);

            stack.clearWire();
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            assert.deepEqual(stack.calls(), ["check", "diff", "check", "create", "delete"]);
            const { id: newId } = await stack.theRun();
            assert.notEqual(newId, oldId);
            const status = Object.fromEntries((await ccm.runs()).map((run) => [run.runId, run.status]));
            assert.deepEqual(status, { [oldId]: "TERMINATED", [newId]: "RUNNING" });
            const writes = (await ccm.requests())
                .filter(({ method }) => method === "POST")
                .map(({ operation }) => operation);
            assert.deepEqual(writes, ["startRun", "startRun", "stopRun"]);
        },
    );

    inStack("adding the first trigger and removing the last one leave the run alone", async ({ ccm, stack }) => {
        for (const triggers of [undefined, { image: "1" }, {}]) {
            stack.declare({ run: kubernetesRun(triggers === undefined ? {} : { triggers }) });
            await stack.mustRun("up", "--yes", "--skip-preview");
        }
        assert.equal((await ccm.runs()).length, 1);
    });

    inStack("settings and other spellings change without touching the run", async ({ ccm, stack }) => {
        const [id] = [SEED.runtimeConfigIds["2"]];
        const spelt = (graphId: string, graphVersion: unknown, aci: object) => ({
            args: { graphId, graphVersion, deployment: ACI, runtimeConfigs: { [id]: { deployment: { aci } } } },
        });
        stack.declare({ set: kubernetesRun(), spelt: spelt(SEED.graphId, 2, {}) });
        await stack.mustRun("up", "--yes", "--skip-preview");
        const starts = await ccm.requests("startRun");
        const aciStart = starts.find(
            ({ body }) => (body as { runtime_configs?: unknown }).runtime_configs !== undefined,
        );
        assert.deepEqual((aciStart?.body as { runtime_configs: unknown }).runtime_configs, {
            [id]: { deployment: { aci: { exposed_ports: [], env_vars: {} } } },
        });
        await ccm.forgetRequests();

        const changed = { waitFor: "SUCCEEDED", rerunOn: [], stopOnDelete: false, timeouts: { finish: "1h30m" } };
        stack.declare({
            set: kubernetesRun(changed),
            spelt: spelt(SEED.graphId.toUpperCase(), "2", { envVars: {}, exposedPorts: [] }),
        });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.match(up.output, /2 updated/);
        assert.deepEqual(await ccm.requests(), []);
        const { outputs } = await stack.theRun("set");
        assert.equal(outputs["waitFor"], "SUCCEEDED");
        assert.deepEqual(outputs["timeouts"], { start: "15m", finish: "1h30m", stop: "15m" });
        assert.equal(outputs["runStatus"], "RUNNING");
    });

    inStack("waitFor: NONE does not look at the run, SUCCEEDED waits for its end", async ({ ccm, stack }) => {
        await ccm.script({ pendingSeconds: 0, runningSeconds: 1, outcome: "SUCCEEDED" });
        stack.declare({ none: kubernetesRun({ waitFor: "NONE" }), succeeded: kubernetesRun({ waitFor: "SUCCEEDED" }) });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        const { none, succeeded } = await stack.runs();
        assert.equal(none?.outputs["runStatus"], "RUNNING");
        assert.equal(succeeded?.outputs["runStatus"], "SUCCEEDED");
        const looks = (await ccm.requests("runStatus")).map(({ url }) => url);
        assert.ok(
            looks.every((url) => url.includes(succeeded.id)),
            looks.join(),
        );
    });

    inStack("a deployment stored with the graph version is enough", async ({ stack }) => {
        stack.declare({ run: { args: { graphId: SEED.deployedGraphId, graphVersion: "1" } } });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        const { outputs } = await stack.theRun();
        assert.deepEqual(outputs["effectiveDeployment"], {
            kubernetesSingleJob: { namespace: "ccm", clusterId: SEED.kubernetesClusterId },
        });
    });

    inStack(
        "a hundred runs at once are each started once",
        async ({ ccm, stack }) => {
            const names = Array.from({ length: 100 }, (_, index) => `run-${index}`);
            stack.declare(Object.fromEntries(names.map((name) => [name, kubernetesRun()])));
            const up = await stack.up("--parallel", "100");
            assert.equal(up.code, 0, up.output);
            assert.equal((await ccm.requests("startRun")).length, 100);
            const ids = new Set(Object.values(await stack.runs()).map(({ id }) => id));
            assert.equal(ids.size, 100);
            const destroy = await stack.destroy("--parallel", "100");
            assert.equal(destroy.code, 0, destroy.output);
            assert.ok((await ccm.runs()).every(({ status }) => status === "TERMINATED"));
        },
        { environment: { FORTANIX_CCM_MAX_REQUESTS_PER_SECOND: "200" } },
    );
});
