import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { killUp } from "../support/interrupts";
import { environmentFor, FAST, inStack, kubernetesRun } from "../support/scenario";
import { TestStack } from "../support/stack";

describe("a start whose response is lost", () => {
    inStack(
        "in two stacks at once, for indistinguishable runs: each adopts its own run or fails with instructions",
        async ({ ccm, stack }) => {
            await ccm.fault({ operation: "startRun", when: "after", kind: "cut", times: 2 });
            const other = await TestStack.create(environmentFor(ccm));
            for (const one of [stack, other]) one.declare({ run: kubernetesRun() });
            const ups = await Promise.all([stack.up(), other.up()]);
            const runs = (await ccm.runs()).map(({ runId }) => runId);
            assert.equal(runs.length, 2, "each was started once");
            const ids = [stack, other].flatMap((one) => one.allRuns().map(({ id }) => id));
            assert.equal(new Set(ids).size, ids.length, "no stack has the other's run");
            for (const { code, output } of ups) {
                if (code !== 0)
                    assert.match(output, /it is not clear which run it started: .*If none of them is, delete /s);
            }
            await other.remove();
        },
        FAST,
    );

    inStack(
        "and that never took effect, beside foreign runs: the run starts once the named file is deleted",
        async ({ ccm, stack }) => {
            await ccm.fault({ operation: "startRun", when: "before", kind: "reset" });
            stack.declare({ run: kubernetesRun() });
            const { outcome, until } = stack.start("up", "--yes", "--skip-preview");
            await until("the start to be sent", async () => (await ccm.requests("startRun")).length === 1);
            const foreign = [await ccm.startForeign(), await ccm.startForeign()];
            const { output } = await outcome;
            const [, file] = /If none of them is, delete (\S+\.json), then run/.exec(output.replace(/\s+/g, " ")) ?? [];
            assert.ok(file !== undefined, output);
            rmSync(file);
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            const { id } = await stack.theRun();
            assert.deepEqual((await ccm.runs()).map(({ runId }) => runId).sort(), [id, ...foreign].sort());
        },
        FAST,
    );

    inStack(
        "and whose search is killed: the next up adopts the run",
        async ({ ccm, stack }) => {
            await ccm.fault({ operation: "startRun", when: "after", kind: "reset" });
            stack.declare({ run: kubernetesRun() });
            const isSearchedFor = async () => (await ccm.requests("listRuns")).length > 0;
            await killUp({ stack }, "the run to be searched for", isSearchedFor);
            assert.equal(stack.journal()["run"]?.stage, "requested");
            await stack.mustRun("cancel", "--yes");
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            assert.equal((await ccm.requests("startRun")).length, 1);
            assert.equal((await stack.theRun()).id, (await ccm.runs())[0]?.runId);
        },
        FAST,
    );
});
