import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { ACI, inStack, kubernetesRun } from "../support/scenario";

const id = SEED.runtimeConfigIds["2"];

/** One example; `protocol/badInputs` has all messages. */
const cases: [args: Record<string, unknown>, message: string][] = [
    [
        { deployment: ACI, runtimeConfigs: { [id]: { deployment: { aci: { envVars: { "MY.VAR": 1 } } } } } },
        `runtimeConfigs["${id}"].deployment.aci.envVars["MY.VAR"] must be a string, not a number`,
    ],
];

describe("bad inputs", () => {
    inStack("are each refused in the preview with their path as the user wrote it", async ({ ccm, stack }) => {
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

    inStack(
        "invalid settings fail the preview with the setting's name, with or without a credential",
        async ({ stack }) => {
            stack.declare({ bad: kubernetesRun({ timeouts: { start: "5s" } }) });
            const previewWith = (environment: NodeJS.ProcessEnv) => stack.with(environment).preview();
            for (const token of [SEED.writerToken, ""]) {
                const { code, output } = await previewWith({
                    FORTANIX_CCM_TOKEN: token,
                    FORTANIX_CCM_MAX_REQUESTS_PER_SECOND: "0",
                });
                assert.notEqual(code, 0);
                const name = "fortanix-ccm:maxRequestsPerSecond (or FORTANIX_CCM_MAX_REQUESTS_PER_SECOND)";
                const problem = `WorkflowRun resource 'bad' has a problem: ${name} must be at least 0.1\n`;
                assert.ok(output.includes(problem), output);
            }
            const slow = await previewWith({ FORTANIX_CCM_MAX_REQUESTS_PER_SECOND: "0.1" });
            assert.notEqual(slow.code, 0);
            assert.match(
                slow.output,
                /timeouts\.start is shorter than the 10 s between two requests: raise it, or maxReq/,
            );
        },
    );
});
