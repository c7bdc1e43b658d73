import assert from "node:assert/strict";
import { failureOf, PluginScenario } from "../support/plugin";
import { FAST } from "../support/scenario";
import { until } from "../support/until";

describe("a start whose response is lost", () => {
    it("gives each of several identical resources exactly one run, however their responses are lost", async () => {
        await using scenario = await PluginScenario.start(FAST);
        const { ccm, plugin } = scenario;
        for (const [index, kind] of (["reset", "cut", "html"] as const).entries()) {
            await ccm.fault({ operation: "startRun", when: "after", kind, nth: index + 1 });
        }
        await ccm.fault({ operation: "startRun", when: "before", kind: "status", status: 503, nth: 4 });
        const news = await Promise.all(["a", "b", "c", "d"].map((name) => scenario.inputs({}, name)));
        const ids = (await Promise.all(news.map((inputs) => plugin.create(inputs)))).map(({ id }) => id);
        assert.deepEqual(ids.sort(), (await ccm.runs()).map(({ runId }) => runId).sort());
        assert.equal(new Set(ids).size, 4);
        const starts = await ccm.requests("startRun");
        assert.equal(starts.length, 5, "only the start that had no effect is repeated");
        const said = plugin.lines.map(({ text }) => text).join("\n");
        assert.match(said, /no response to the start request; CCM's list shows that it started run /);
    });

    it("fails if a foreign run is indistinguishable, naming both runs and the line to add", async () => {
        await using scenario = await PluginScenario.start(FAST);
        const { ccm, plugin } = scenario;
        await ccm.fault({ operation: "startRun", when: "after", kind: "reset" });
        const inputs = await scenario.inputs({}, "run");
        const refused = failureOf(plugin.create(inputs));
        await until("the start to be carried out", async () => (await ccm.runs()).length === 1);
        const foreign = await ccm.startForeign();
        const { message, initFailure } = await refused;
        assert.equal(initFailure, undefined);
        const [own] = (await ccm.runs()).filter(({ runId }) => runId !== foreign);
        assert.ok(own !== undefined);
        for (const id of [foreign, own.runId]) assert.ok(message.includes(`${id} (RUNNING, created `), message);
        assert.match(
            message,
            /Nothing more was started\. Look at these runs in CCM\. If one of them is the run of \S+, add `adoptRunId: "/,
        );
        assert.match(
            message,
            /to the arguments of run and run `pulumi up`\. If none of them is, delete \S+\.json, then run/,
        );

        // A repeated create does not start it either.
        await failureOf(plugin.create(inputs));
        const adopted = await plugin.create(await scenario.inputs({ adoptRunId: own.runId }, "run"));
        assert.equal(adopted.id, own.runId);
        assert.equal((await ccm.requests("startRun")).filter(({ authHeader }) => authHeader).length, 2);
    });
});
