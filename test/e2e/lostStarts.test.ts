import assert from "node:assert/strict";
import { inStack, kubernetesRun } from "../support/scenario";

describe("a start whose answer is lost", () => {
    inStack(
        "starts whose answers are lost in every way, of resources that ask for the same: each gets one run, and none two",
        async ({ ccm, stack }) => {
            for (const [index, kind] of (["reset", "cut", "html"] as const).entries()) {
                await ccm.fault({ operation: "startRun", when: "after", kind, nth: index + 1 });
            }
            await ccm.fault({ operation: "startRun", when: "before", kind: "status", status: 503, nth: 4 });
            const names = ["a", "b", "c", "d"];
            stack.declare(Object.fromEntries(names.map((name) => [name, kubernetesRun()])));
            const { code, output } = await stack.up();
            assert.equal(code, 0, output);
            const ids = Object.values(await stack.runs()).map(({ id }) => id);
            assert.deepEqual(ids.sort(), (await ccm.runs()).map(({ runId }) => runId).sort());
            assert.equal(new Set(ids).size, 4);
            assert.equal(
                (await ccm.requests("startRun")).length,
                5,
                "only the one that was not carried out is sent again",
            );
            assert.match(output, /the answer to the start was lost; CCM's list shows what it led to: run /);
        },
    );

    inStack(
        "a lost start, and somebody else's that looks the same: refuses, names both and the line to write",
        async ({ ccm, stack }) => {
            await ccm.fault({ operation: "startRun", when: "after", kind: "reset" });
            stack.declare({ run: kubernetesRun() });
            const { outcome, until } = stack.start("up", "--yes", "--skip-preview");
            await until("the start to be carried out", async () => (await ccm.runs()).length === 1);
            const foreign = await ccm.startForeign();
            const { code, output } = await outcome;
            assert.notEqual(code, 0);
            const [own] = (await ccm.runs()).filter(({ runId }) => runId !== foreign);
            for (const id of [foreign, own?.runId ?? ""])
                assert.ok(output.includes(`${id} (RUNNING, created `), output);
            assert.match(output, /Nothing more was started\. Look at them in CCM, then write `adoptRunId: "/);
            assert.match(output, /into the arguments of run to take it over\. If it is none of them, delete the file /);

            const again = await stack.up();
            assert.notEqual(again.code, 0, "it is not started behind the person's back");
            stack.declare({ run: kubernetesRun({ adoptRunId: own?.runId }) });
            const adopted = await stack.up();
            assert.equal(adopted.code, 0, adopted.output);
            assert.equal((await stack.theRun()).id, own?.runId);
            assert.equal((await ccm.requests("startRun")).filter(({ authHeader }) => authHeader).length, 2);
            assert.deepEqual(stack.journal(), {});
        },
    );

    inStack("a lost start that cannot be looked for: says so, and the next up looks", async ({ ccm, stack }) => {
        await ccm.fault({ operation: "startRun", when: "after", kind: "reset" });
        stack.declare({ run: kubernetesRun() });
        const { child, outcome, until } = stack.start("up", "--yes", "--skip-preview");
        await until("the run to be searched for", async () => (await ccm.requests("listRuns")).length > 0);
        child.kill("SIGKILL");
        await outcome;
        stack.endProcesses();
        assert.equal(stack.journal()["run"]?.stage, "requested");
        await stack.mustRun("cancel", "--yes");
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.equal((await ccm.requests("startRun")).length, 1);
        assert.equal((await stack.theRun()).id, (await ccm.runs())[0]?.runId);
    });
});
