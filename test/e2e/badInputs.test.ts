import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { ACI, inStack, kubernetesRun } from "../support/scenario";

const id = SEED.runtimeConfigIds["2"];

/** One of each kind; all the messages are in `protocol/badInputs`. */
const cases: [args: Record<string, unknown>, message: string][] = [
    [
        { graphid: SEED.graphId },
        "graphid is not a known property; known are graphId, graphVersion, deployment, runtimeConfigs, triggers, waitFor, ifActive, adoptRunId, rerunOn, stopOnDelete, timeouts",
    ],
    [
        { deployment: ACI, runtimeConfigs: { [id]: { deployment: { aci: { envVars: { "MY.VAR": 1 } } } } } },
        `runtimeConfigs["${id}"].deployment.aci.envVars["MY.VAR"] must be a string, not a number`,
    ],
];

describe("bad inputs", () => {
    inStack("each is refused in the preview with its path as the person wrote it", async ({ ccm, stack }) => {
        // One preview for each, because the engine stops at the first resource that fails.
        for (const [args, message] of cases) {
            stack.declare({ bad: kubernetesRun(args) });
            const { code, output } = await stack.preview();
            assert.notEqual(code, 0);
            assert.ok(
                output.includes(`WorkflowRun resource 'bad' has a problem: ${message}\n`),
                `${message}\n${output}`,
            );
        }
        assert.deepEqual(await ccm.requests(), []);
    });
});
