import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { PluginProcess, PROVIDER_TEXT, URN } from "../support/pluginProcess";
import { ACI, KUBERNETES, kubernetesRun } from "../support/scenario";

const runtimeConfigId = SEED.runtimeConfigIds["2"];
const at = `runtimeConfigs["${runtimeConfigId}"].deployment`;
const aci = (app: unknown) => ({
    deployment: ACI,
    runtimeConfigs: { [runtimeConfigId]: { deployment: { aci: app } } },
});
const uuid = "must be a UUID, such as 0b0f6bf7-6f5c-4b0b-9c62-3f1a9f6f1a11";
const duration = 'must be a duration such as "90s", "15m" or "1h30m", more than 0 and at most 366 days';

/** Bad inputs, and the complete message for each. */
const cases: [args: Record<string, unknown>, message: string][] = [
    [{ graphId: null }, "graphId is required"],
    [{ graphId: "nightly" }, `graphId ${uuid}`],
    [{ graphVersion: ["3"] }, "graphVersion must be a string"],
    [{ deployment: "aks-west" }, "deployment must be an object, not a string"],
    [
        { deployment: {} },
        "deployment must have exactly one of kubernetesSingleJob and aciSingleJob, and has none of them",
    ],
    [
        { deployment: { ...KUBERNETES, ...ACI } },
        "deployment must have exactly one of kubernetesSingleJob and aciSingleJob, and has both",
    ],
    [
        { deployment: { kubernetesSingleJob: { clusterId: SEED.kubernetesClusterId } } },
        "deployment.kubernetesSingleJob.namespace is required",
    ],
    [
        { deployment: { kubernetesSingleJob: { namespace: "x", clusterId: "aks-west" } } },
        `deployment.kubernetesSingleJob.clusterId ${uuid}`,
    ],
    [
        { deployment: { aciSingleJob: { clusterId: SEED.aciClusterId, location: "westeurope" } } },
        "deployment.aciSingleJob.location is not a known property; known properties: clusterId, deploymentLocation",
    ],
    [{ runtimeConfigs: { [runtimeConfigId]: {} } }, `${at} is required`],
    [
        { runtimeConfigs: { [runtimeConfigId]: { deployment: {} } } },
        `${at} must have exactly one of kubernetes and aci, and has none of them`,
    ],
    [
        { runtimeConfigs: { [runtimeConfigId]: { deployment: { kubernetes: { jobSpec: "spec.yaml" } } } } },
        `${at}.kubernetes.jobSpec must be an object, not a string`,
    ],
    [aci({ exposedPorts: [{ port: 0, protocol: "Tcp" }] }), `${at}.aci.exposedPorts[0].port must be at least 1`],
    [aci({ exposedPorts: [{ port: 80.5, protocol: "Tcp" }] }), `${at}.aci.exposedPorts[0].port must be a whole number`],
    [
        aci({ exposedPorts: [{ port: 80, protocol: "tcp" }] }),
        `${at}.aci.exposedPorts[0].protocol must be "Tcp" or "Udp"`,
    ],
    [aci({ envVars: { "MY.VAR": 1 } }), `${at}.aci.envVars["MY.VAR"] must be a string, not a number`],
    [{ waitFor: "running" }, 'waitFor must be "NONE", "RUNNING" or "SUCCEEDED"'],
    [{ rerunOn: ["RUNNING"] }, 'rerunOn[0] must be "FAILED", "SUCCEEDED" or "TERMINATED"'],
    [{ timeouts: { start: "15 minutes" } }, `timeouts.start ${duration}`],
    [{ timeouts: { create: "5m" } }, "timeouts.create is not a known property; known properties: start, finish, stop"],
    [
        { graphid: SEED.graphId },
        "graphid is not a known property; known properties: graphId, graphVersion, deployment, runtimeConfigs, triggers, waitFor, ifActive, adoptRunId, rerunOn, stopOnDelete, timeouts",
    ],
];

describe("bad inputs", () => {
    it("are each refused with their path as the user wrote it", async () => {
        const plugin = await PluginProcess.start("@pulumi/pulumi");
        try {
            for (const [args, message] of cases) {
                const news = { __provider: PROVIDER_TEXT, __urn: URN, ...kubernetesRun(args).args };
                assert.deepEqual((await plugin.check({}, news)).failures, [{ property: "", reason: message }]);
            }
        } finally {
            plugin.stop();
        }
    });
});
