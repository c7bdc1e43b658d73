import assert from "node:assert/strict";
import { inStack, kubernetesRun } from "../support/scenario";

// protocol/trouble tests the message of each kind of failure; this tests how Pulumi reports one.
describe("a failure of the service", () => {
    inStack("is an error of the resource, and nothing is in state", async ({ stack, ccm }) => {
        await ccm.fault({ operation: "startRun", when: "before", kind: "status", status: 401, times: 2 });
        stack.declare({ run: kubernetesRun() });
        const { code, output } = await stack.up();
        assert.notEqual(code, 0, output);
        assert.match(output, /error: cannot start the run: CCM answered 401: simulated 401\. No run was started\./);
        assert.deepEqual(await stack.runs(), {});
    });
});
