import assert from "node:assert/strict";
import { inStack, kubernetesRun } from "../support/scenario";

// Every kind of trouble has its sentence in protocol/trouble; here is what Pulumi makes of one.
describe("trouble with the service", () => {
    inStack(
        "is an error of the resource, and nothing is in state",
        async ({ stack }) => {
            stack.declare({ run: kubernetesRun() });
            const { code, output } = await stack.up();
            assert.notEqual(code, 0, output);
            const sentence = "cannot start the run: CCM answered 401: Invalid or expired token. No run was started.";
            assert.ok(output.includes(`error: ${sentence}`), output);
            assert.deepEqual(await stack.runs(), {});
        },
        { environment: { FORTANIX_CCM_TOKEN: "not-a-token" } },
    );
});
