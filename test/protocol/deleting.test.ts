import assert from "node:assert/strict";
import type { Properties } from "../support/pluginProcess";
import { failureOf, sharedPlugin } from "../support/plugin";
import { until } from "../support/until";

describe("a delete leaves nothing running", () => {
    const scenario = sharedPlugin();

    async function started(args: Record<string, unknown> = {}): Promise<{ id: string; outputs: Properties }> {
        const run = await scenario().plugin.create(await scenario().inputs(args));
        await scenario().ccm.forgetRequests();
        return run;
    }

    const statusOf = async (id: string) => (await scenario().ccm.runs()).find(({ runId }) => runId === id)?.status;

    it("a run that ends during the stop request: the rejected stop is not an error", async () => {
        const { ccm, plugin } = scenario();
        const { id, outputs } = await started();
        await ccm.fault({ operation: "stopRun", when: "before", kind: "delay", delayMs: 1500 });
        const deleted = plugin.delete(id, outputs);
        await until("the stop to be asked for", async () => (await ccm.underWay("stopRun")) === 1);
        await ccm.end(id, "SUCCEEDED");
        await deleted;
        assert.deepEqual(
            (await ccm.requests("stopRun")).map(({ status }) => status),
            [400],
        );
    });

    it("a stop that took effect despite an error response is waited for, not reported as failed", async () => {
        const { ccm, plugin } = scenario();
        await ccm.script({ stoppingSeconds: 1 });
        const { id, outputs } = await started();
        await ccm.fault({ operation: "stopRun", when: "after", kind: "status", status: 409 });
        await plugin.delete(id, outputs);
        assert.equal(await statusOf(id), "TERMINATED");
    });

    it("stuck in TERMINATING: an error names the run that is still active, and the next delete continues", async () => {
        const { ccm, plugin } = scenario();
        await ccm.script({ stoppingSeconds: null });
        const { id, outputs } = await started({ timeouts: { stop: "3s" } });
        const stuck = await failureOf(plugin.delete(id, outputs));
        const sentence = `run ${id} is still TERMINATING after \\d+ s \\(timeouts\\.stop\\): CCM was asked to stop it`;
        assert.match(stuck.message, new RegExp(sentence));
        assert.equal(stuck.initFailure, undefined, "the state is unchanged");
        await ccm.end(id, "TERMINATED");
        await plugin.delete(id, outputs);
        assert.equal((await ccm.requests("stopRun")).length, 1, "a run that is stopping is not stopped again");
    });

    it("a stop that CCM refuses fails the delete and names the run", async () => {
        const { ccm, plugin } = scenario();
        const { id, outputs } = await started();
        const body = { message: "Role Reader may not do this" };
        await ccm.fault({ operation: "stopRun", when: "before", kind: "status", status: 403, body });
        const refused = await failureOf(plugin.delete(id, outputs));
        const sentence = `cannot stop the run: CCM answered 403: Role Reader may not do this. Run ${id} may still be active`;
        assert.ok(refused.message.includes(sentence), refused.message);
        assert.equal(await statusOf(id), "RUNNING");
    });
});
