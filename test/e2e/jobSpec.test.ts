import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { inStack, kubernetesRun } from "../support/scenario";

const runtimeConfigId = SEED.runtimeConfigIds["2"];

const jobSpec = {
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

describe("jobSpec", () => {
    inStack("reaches the service as it was written: numbers, null, empty and deep values", async ({ ccm, stack }) => {
        const runtimeConfigs = { [runtimeConfigId]: { deployment: { kubernetes: { jobSpec } } } };
        stack.declare({ run: kubernetesRun({ runtimeConfigs }) });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        const [start] = await ccm.requests("startRun");
        const sent = (start?.body as { runtime_configs: Record<string, unknown> } | undefined)?.runtime_configs;
        assert.deepEqual(sent, { [runtimeConfigId]: { deployment: { kubernetes: { job_spec: jobSpec } } } });
        const calm = await stack.preview("--expect-no-changes");
        assert.equal(calm.code, 0, calm.output);
    });
});
