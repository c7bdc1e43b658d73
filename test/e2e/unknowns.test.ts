import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { ACI, inStack, KUBERNETES, kubernetesRun } from "../support/scenario";

const runtimeConfigId = SEED.runtimeConfigIds["2"];

/** A value that is unknown in a preview, and `value` in the update. */
const later = (value: unknown) => ({ $later: value, after: "first" });

const jobSpec = { template: { spec: { containers: [{ name: "scorer", image: "scorer:1" }] } } };
const kubernetesConfig = { [runtimeConfigId]: { deployment: { kubernetes: { jobSpec } } } };
const aciConfig = (aci: object) => ({ [runtimeConfigId]: { deployment: { aci } } });

/** Inputs with one unknown each, together in every possible place. */
const places: Record<string, Record<string, unknown>> = {
    graphId: { graphId: later(SEED.graphId) },
    graphVersion: { graphVersion: later("2") },
    deployment: { deployment: later(KUBERNETES) },
    "deployment.kubernetesSingleJob": { deployment: { kubernetesSingleJob: later(KUBERNETES.kubernetesSingleJob) } },
    "deployment.kubernetesSingleJob.namespace": {
        deployment: { kubernetesSingleJob: { ...KUBERNETES.kubernetesSingleJob, namespace: later("scoring") } },
    },
    "deployment.kubernetesSingleJob.clusterId": {
        deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: later(SEED.kubernetesClusterId) } },
    },
    "deployment.aciSingleJob": { deployment: { aciSingleJob: later(ACI.aciSingleJob) } },
    "deployment.aciSingleJob.clusterId": { deployment: { aciSingleJob: { clusterId: later(SEED.aciClusterId) } } },
    "deployment.aciSingleJob.deploymentLocation": {
        deployment: { aciSingleJob: { ...ACI.aciSingleJob, deploymentLocation: later("westeurope") } },
    },
    runtimeConfigs: { runtimeConfigs: later(kubernetesConfig) },
    "runtimeConfigs[id]": { runtimeConfigs: { [runtimeConfigId]: later(kubernetesConfig[runtimeConfigId]) } },
    "runtimeConfigs[id].deployment": {
        runtimeConfigs: { [runtimeConfigId]: { deployment: later({ kubernetes: { jobSpec } }) } },
    },
    "runtimeConfigs[id].deployment.kubernetes": {
        runtimeConfigs: { [runtimeConfigId]: { deployment: { kubernetes: later({ jobSpec }) } } },
    },
    jobSpec: { runtimeConfigs: { [runtimeConfigId]: { deployment: { kubernetes: { jobSpec: later(jobSpec) } } } } },
    "jobSpec.template.spec.containers[0].image": {
        runtimeConfigs: {
            [runtimeConfigId]: {
                deployment: {
                    kubernetes: {
                        jobSpec: { template: { spec: { containers: [{ name: "scorer", image: later("scorer:1") }] } } },
                    },
                },
            },
        },
    },
    aci: { deployment: ACI, runtimeConfigs: { [runtimeConfigId]: { deployment: { aci: later({}) } } } },
    exposedPorts: {
        deployment: ACI,
        runtimeConfigs: aciConfig({ exposedPorts: later([{ port: 80, protocol: "Tcp" }]) }),
    },
    "exposedPorts[0]": {
        deployment: ACI,
        runtimeConfigs: aciConfig({ exposedPorts: [later({ port: 80, protocol: "Tcp" })] }),
    },
    "exposedPorts[0].port": {
        deployment: ACI,
        runtimeConfigs: aciConfig({ exposedPorts: [{ port: later(80), protocol: "Tcp" }] }),
    },
    "exposedPorts[0].protocol": {
        deployment: ACI,
        runtimeConfigs: aciConfig({ exposedPorts: [{ port: 80, protocol: later("Tcp") }] }),
    },
    envVars: { deployment: ACI, runtimeConfigs: aciConfig({ envVars: later({ A: "1" }) }) },
    "envVars.A": { deployment: ACI, runtimeConfigs: aciConfig({ envVars: { A: later("1") } }) },
    triggers: { triggers: later({ image: "1" }) },
    "triggers.image": { triggers: { image: later("1") } },
    waitFor: { waitFor: later("NONE") },
    rerunOn: { rerunOn: later(["FAILED"]) },
    "rerunOn[0]": { rerunOn: [later("FAILED")] },
    stopOnDelete: { stopOnDelete: later(true) },
    timeouts: { timeouts: later({ start: "10m" }) },
    "timeouts.start": { timeouts: { start: later("10m") } },
};

/** Values that JSON and programs can express, and that serialization may alter. */
const oddJobSpec = {
    backoffLimit: 0,
    activeDeadlineSeconds: 86400,
    big: 9007199254740991,
    negative: -1,
    fraction: 0.1,
    tiny: 1e-7,
    suspend: false,
    nothing: null,
    empty: {},
    none: [],
    text: "",
    snake_case_name: { "dotted.name/with-slash": "kept" },
    template: {
        spec: {
            restartPolicy: "Never",
            securityContext: {},
            nodeSelector: null,
            containers: [
                {
                    name: "scorer",
                    env: [
                        { name: "A", value: "1" },
                        { name: "B", value: null },
                    ],
                    resources: { limits: {} },
                },
                null,
                [],
                [[1, [2, [3, { deep: { deeper: { deepest: [{}] } } }]]]],
            ],
        },
    },
};

describe("values of inputs", () => {
    inStack(
        "may be unknown in a preview at every path, and reach CCM unchanged in the update",
        async ({ ccm, stack }) => {
            const runs = Object.entries(places).map(
                ([, args], index) => [`run-${index}`, kubernetesRun(args)] as const,
            );
            const odd = { [SEED.runtimeConfigIds["1"]]: { deployment: { kubernetes: { jobSpec: oddJobSpec } } } };
            stack.declare({
                first: kubernetesRun(),
                ...Object.fromEntries(runs),
                odd: kubernetesRun({ graphVersion: "1", runtimeConfigs: odd }),
            });
            const preview = await stack.preview();
            assert.equal(preview.code, 0, preview.output);
            assert.match(preview.output, new RegExp(`${runs.length + 3} to create`));
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            assert.equal((await ccm.requests("startRun")).length, runs.length + 2);
            const later = JSON.stringify((await ccm.runs()).map(({ request }) => request));
            assert.ok(!later.includes("04da6b54"), "no unknown value reaches the service");
            const sent = (await ccm.runs()).find(({ request }) => request["graph_version"] === "1")?.request[
                "runtime_configs"
            ];
            const asWritten = {
                [SEED.runtimeConfigIds["1"]]: { deployment: { kubernetes: { job_spec: oddJobSpec } } },
            };
            assert.deepEqual(sent, asWritten, "numbers, null, empty and nested values are unchanged");
            const calm = await stack.preview("--expect-no-changes");
            assert.equal(calm.code, 0, calm.output);
        },
    );

    inStack("are previewed as a new run if they become unknown", async ({ stack }) => {
        stack.declare({ run: kubernetesRun() });
        await stack.mustRun("up", "--yes", "--skip-preview");
        const deployment = {
            kubernetesSingleJob: { namespace: "scoring", clusterId: later(SEED.kubernetesClusterId) },
        };
        stack.declare({ first: kubernetesRun(), run: kubernetesRun({ deployment }) });
        const preview = await stack.preview();
        assert.match(preview.output, /new run: deployment\.kubernetesSingleJob\.clusterId is not known yet/);
    });

    inStack(
        "fail the update with their path if they resolve to invalid values, and no run is started",
        async ({ ccm, stack }) => {
            stack.declare({ first: kubernetesRun(), run: kubernetesRun({ graphId: later("no-uuid") }) });
            const up = await stack.up();
            assert.notEqual(up.code, 0);
            assert.match(up.output, /WorkflowRun resource 'run' has a problem: graphId must be a UUID/);
            assert.equal((await ccm.requests("startRun")).length, 1);
        },
    );
});
