import assert from "node:assert/strict";
import { failureOf, sharedPlugin } from "../support/plugin";

describe("an unsuccessful wait loses nothing", () => {
    const scenario = sharedPlugin();

    /** A run that stays PENDING beyond timeouts.start: it is kept, although its create failed. */
    async function cutShort() {
        const { ccm, plugin } = scenario();
        await ccm.script({ pendingSeconds: null });
        const inputs = await scenario().inputs({ timeouts: { start: "2s" } });
        const { initFailure } = await failureOf(plugin.create(inputs));
        assert.ok(initFailure !== undefined);
        return { inputs, id: initFailure.id, properties: initFailure.properties };
    }

    it("with rerunOn: [] a failed run is reported again by every update and never replaced", async () => {
        const { ccm, plugin } = scenario();
        await ccm.script({ pendingSeconds: 0, runningSeconds: 0, outcome: "FAILED" });
        const inputs = await scenario().inputs({ rerunOn: [] });
        const urn = inputs["__urn"] as string;
        const { initFailure } = await failureOf(plugin.create(inputs));
        assert.ok(initFailure !== undefined);
        const { id, properties } = initFailure;
        assert.deepEqual((await plugin.diff(id, properties, inputs)).replaces, []);
        const again = await failureOf(plugin.update(id, properties, inputs));
        const [reason = ""] = again.initFailure?.reasons ?? [];
        assert.match(reason, new RegExp(`^run ${id} FAILED before it was RUNNING`));
        assert.ok(reason.includes(`\`pulumi up --replace '${urn}'\` starts a new run`), reason);
        // A refresh clears the failure in the engine but not in the outputs, so that the next update reports it again.
        const { outputs } = await plugin.read(id, properties);
        assert.deepEqual(await plugin.diff(id, outputs, inputs), { changes: "some", replaces: [] });
        assert.equal((await failureOf(plugin.update(id, outputs, inputs))).initFailure?.id, id);
        assert.equal((await ccm.requests("startRun")).length, 1);
    });

    it("a run that succeeded after its wait was interrupted, and whose record is purged, is not an error and not repeated", async () => {
        const { ccm, plugin } = scenario();
        const { inputs, id, properties } = await cutShort();
        await ccm.end(id, "SUCCEEDED");
        const { outputs } = await plugin.read(id, properties);
        await ccm.change(id, "purge");
        const updated = await plugin.update(id, outputs, inputs);
        assert.equal(updated.outputs["runStatus"], "SUCCEEDED");
        assert.deepEqual(await plugin.diff(id, updated.outputs, inputs), { changes: "unknown", replaces: [] });
        assert.equal((await ccm.requests("startRun")).length, 1);
    });

    it("a run that is gone within a minute of its start is kept: the error names the next step and when to take it", async () => {
        const { ccm, plugin } = scenario();
        const { inputs, id, properties } = await cutShort();
        await ccm.change(id, "purge");
        const again = await failureOf(plugin.update(id, properties, inputs));
        assert.equal(again.initFailure?.id, id);
        assert.match(
            again.initFailure.reasons[0] ?? "",
            /was last seen PENDING and is not known to CCM any more\. Run `pulumi up` again in a minute; if the run is still unknown then, `pulumi refresh` removes it/,
        );
        assert.equal((await ccm.requests("startRun")).length, 1);
    });

    it("a temporary failure of the service does not fail the run", async () => {
        const { ccm, plugin } = scenario();
        await ccm.script({ pendingSeconds: 3 });
        await ccm.fault({ operation: "runStatus", when: "before", kind: "reset", times: 2 });
        await ccm.fault({ operation: "runStatus", nth: 3, when: "after", kind: "status", status: 503, times: 1 });
        const { outputs } = await plugin.create(await scenario().inputs());
        assert.equal(outputs["runStatus"], "RUNNING");
        assert.equal((await ccm.requests("startRun")).length, 1);
    });

    it("a run that is UNKNOWN for a while is waited for", async () => {
        const { ccm, plugin } = scenario();
        await ccm.script({ pendingSeconds: 3, unknown: { afterSeconds: 0, forSeconds: 2 } });
        const { outputs } = await plugin.create(await scenario().inputs());
        assert.equal(outputs["runStatus"], "RUNNING");
        assert.ok(plugin.lines.some(({ text }) => text.startsWith("UNKNOWN, until RUNNING")));
    });
});
