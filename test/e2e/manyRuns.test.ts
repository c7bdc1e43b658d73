import assert from "node:assert/strict";
import { inStack, kubernetesRun } from "../support/scenario";

const COUNT = 30;
const runs = (change: Record<string, unknown> = {}) =>
    Object.fromEntries(Array.from({ length: COUNT }, (_, index) => [`run-${index}`, kubernetesRun(change)]));

describe("many runs in one stack", () => {
    inStack(
        "all start at a service limit of 5 requests per second, which is reported; a refresh reads one list",
        async ({ ccm, stack }) => {
            await ccm.script({ pendingSeconds: 8 });
            await ccm.rateLimit(5);
            stack.declare(runs());
            const up = await stack.up("--parallel", String(COUNT));
            assert.equal(up.code, 0, up.output);
            assert.match(up.output, /starting the run; CCM asks for fewer requests \(429\), next try in \d+ s/);
            assert.equal(new Set(stack.resources().map(({ id }) => id)).size >= COUNT, true);
            assert.equal((await ccm.runs()).length, COUNT);
            const answered = async (operation: string) =>
                (await ccm.requests(operation)).filter(({ status }) => status === 200).length;
            assert.equal(await answered("startRun"), COUNT);

            await ccm.forgetRequests();
            const refresh = await stack.refresh("--parallel", String(COUNT));
            assert.equal(refresh.code, 0, refresh.output);
            assert.ok((await ccm.requests()).length < COUNT);

            const destroy = await stack.destroy("--parallel", String(COUNT));
            assert.equal(destroy.code, 0, destroy.output);
            assert.ok((await ccm.runs()).every(({ status }) => status === "TERMINATED"));
        },
    );
});
