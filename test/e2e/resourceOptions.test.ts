import assert from "node:assert/strict";
import { join } from "node:path";
import { inStack, kubernetesRun } from "../support/scenario";

describe("a rename", () => {
    inStack(
        "by alias, with deleteBeforeReplace and another run in one update, stops the old run",
        async ({ ccm, stack }) => {
            stack.declare({ old: kubernetesRun() });
            await stack.mustRun("up", "--yes", "--skip-preview");
            const { id } = await stack.theRun("old");
            const opts = { aliases: [{ name: "old" }], deleteBeforeReplace: true };
            stack.declare({ new: kubernetesRun({ graphVersion: "1" }, opts) });
            const up = await stack.up();
            assert.equal(up.code, 0, up.output);
            const run = (await ccm.runs()).find(({ runId }) => runId === id);
            assert.equal(run?.status, "TERMINATED", up.output);
        },
    );
});

describe("Pulumi's own options and commands work on a run", () => {
    inStack("ignoreChanges keeps the run when an ignored trigger changes", async ({ ccm, stack }) => {
        stack.declare({ run: kubernetesRun({ triggers: { image: "1" } }) });
        await stack.mustRun("up", "--yes", "--skip-preview");
        stack.declare({ run: kubernetesRun({ triggers: { image: "2" } }, { ignoreChanges: ["triggers"] }) });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.equal((await ccm.runs()).length, 1);
    });

    inStack("deleteBeforeReplace stops the old run before it starts the new one", async ({ ccm, stack }) => {
        const opts = { deleteBeforeReplace: true };
        stack.declare({ run: kubernetesRun({ triggers: { image: "1" } }, opts) });
        await stack.mustRun("up", "--yes", "--skip-preview");
        stack.declare({ run: kubernetesRun({ triggers: { image: "2" } }, opts) });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        const writes = (await ccm.requests())
            .filter(({ method }) => method === "POST")
            .map(({ operation }) => operation);
        assert.deepEqual(writes, ["startRun", "stopRun", "startRun"]);
    });

    inStack("replaceOnChanges makes a setting start a new run", async ({ ccm, stack }) => {
        stack.declare({ run: kubernetesRun({}, { replaceOnChanges: ["waitFor"] }) });
        await stack.mustRun("up", "--yes", "--skip-preview");
        stack.declare({ run: kubernetesRun({ waitFor: "NONE" }, { replaceOnChanges: ["waitFor"] }) });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.equal((await ccm.requests("startRun")).length, 2);
    });

    inStack("up --replace starts one new run and stops the old one", async ({ ccm, stack }) => {
        stack.declare({ run: kubernetesRun() });
        await stack.mustRun("up", "--yes", "--skip-preview");
        const { urn, id } = await stack.theRun();
        stack.clearWire();
        const up = await stack.up("--replace", urn);
        assert.equal(up.code, 0, up.output);
        assert.deepEqual(stack.calls(), ["check", "create", "delete"]);
        const runs = await ccm.runs();
        assert.equal(runs.length, 2);
        assert.equal(runs.find(({ runId }) => runId === id)?.status, "TERMINATED");
    });

    inStack("pulumi state taint does the same at the next up", async ({ ccm, stack }) => {
        stack.declare({ run: kubernetesRun() });
        await stack.mustRun("up", "--yes", "--skip-preview");
        const { urn, id } = await stack.theRun();
        await stack.mustRun("state", "taint", urn, "--yes");
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        const runs = await ccm.runs();
        assert.equal(runs.length, 2);
        assert.equal(runs.find(({ runId }) => runId === id)?.status, "TERMINATED");
    });

    inStack("preview --json tells the planned replacement", async ({ ccm, stack }) => {
        stack.declare({ run: kubernetesRun({ triggers: { image: "1" } }) });
        await stack.mustRun("up", "--yes", "--skip-preview");
        stack.declare({ run: kubernetesRun({ triggers: { image: "2" } }) });
        const { code, output } = await stack.preview("--json");
        assert.equal(code, 0, output);
        const { steps } = JSON.parse(output) as { steps: { op: string; urn: string; replaceReasons?: string[] }[] };
        const replace = steps.find(({ op, urn }) => op === "replace" && urn.endsWith("::run"));
        assert.deepEqual(replace?.replaceReasons, ["triggers"]);
        assert.equal((await ccm.runs()).length, 1);
    });

    inStack("an update plan is kept to", async ({ ccm, stack }) => {
        const plan = join(stack.folder, "plan.json");
        stack.declare({ run: kubernetesRun({ triggers: { image: "1" } }) });
        const preview = await stack.preview("--save-plan", plan);
        assert.equal(preview.code, 0, preview.output);
        const up = await stack.up("--plan", plan);
        assert.equal(up.code, 0, up.output);
        stack.declare({ run: kubernetesRun({ triggers: { image: "2" } }) });
        const other = await stack.up("--plan", plan);
        assert.notEqual(other.code, 0, "a change that is not in the plan is refused");
        assert.equal((await ccm.requests("startRun")).length, 1);
    });

    inStack("a run that is renamed with an alias is not started again", async ({ ccm, stack }) => {
        stack.declare({ run: kubernetesRun() });
        await stack.mustRun("up", "--yes", "--skip-preview");
        stack.declare({ renamed: kubernetesRun({}, { aliases: [{ name: "run" }] }) });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.equal((await ccm.runs()).length, 1);
        assert.equal((await stack.theRun("renamed")).outputs["runStatus"], "RUNNING");
    });
});
