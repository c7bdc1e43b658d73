import assert from "node:assert/strict";
import type { Properties } from "../support/pluginProcess";
import { failureOf, sharedPlugin } from "../support/plugin";

describe("a read detects changes of a run", () => {
    const scenario = sharedPlugin();

    async function started(): Promise<{ id: string; inputs: Properties; outputs: Properties }> {
        const inputs = await scenario().inputs();
        return { inputs, ...(await scenario().plugin.create(inputs)) };
    }

    it("finished and purged: neither an error nor a new run", async () => {
        const { ccm, plugin } = scenario();
        const { id, inputs, outputs } = await started();
        await ccm.end(id, "SUCCEEDED");
        const finished = await plugin.read(id, outputs);
        await ccm.change(id, "purge");
        const purged = await plugin.read(id, finished.outputs);
        assert.deepEqual(purged, finished);
        assert.equal(purged.outputs["runStatus"], "SUCCEEDED");
        assert.deepEqual(await plugin.diff(id, purged.outputs, inputs), { changes: "unknown", replaces: [] });
    });

    it("stopped by another client: reports whether an update repeats it, and which setting decides", async () => {
        const { ccm, plugin } = scenario();
        const { id, outputs } = await started();
        await ccm.end(id, "TERMINATED");
        await plugin.read(id, outputs);
        const said = plugin.lines.map(({ text }) => text).filter((text) => text.includes(id));
        assert.match(
            said.join("\n"),
            /was TERMINATED since .* not repeated automatically \(rerunOn lacks TERMINATED\); `pulumi up --r/,
        );
    });

    it("missing shortly after its start: stays in state, because CCM's tables may lag", async () => {
        const { ccm, plugin } = scenario();
        const { id, outputs } = await started();
        await ccm.change(id, "purge");
        const { message } = await failureOf(plugin.read(id, outputs));
        assert.match(
            message,
            new RegExp(`run ${id} was started \\d+ s ago and CCM does not show it yet; try again in a minute$`),
        );
    });

    it("a credential that is refused fails the read", async () => {
        const { ccm, plugin } = scenario();
        const { id, outputs } = await started();
        await ccm.fault({ operation: "*", when: "before", kind: "status", status: 401, times: 100 });
        const { message } = await failureOf(plugin.read(id, outputs));
        assert.match(message, /cannot read the run's status: CCM answered 401: simulated 401/);
    });
});
