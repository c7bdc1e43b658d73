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
    inStack("in a program and in preview --json", async ({ ccm, stack }) => {
        const ignored = (image: string) => kubernetesRun({ triggers: { image } }, { ignoreChanges: ["triggers"] });
        const deletedFirst = (image: string) =>
            kubernetesRun({ graphVersion: "1", triggers: { image } }, { deleteBeforeReplace: true });
        const sensitive = (waitFor: string) => kubernetesRun({ waitFor }, { replaceOnChanges: ["waitFor"] });
        stack.declare({
            ignored: ignored("1"),
            deletedFirst: deletedFirst("1"),
            sensitive: sensitive("RUNNING"),
            oldName: kubernetesRun(),
        });
        await stack.mustRun("up", "--yes", "--skip-preview");
        const before = await stack.runs();
        stack.declare({
            ignored: ignored("2"),
            deletedFirst: deletedFirst("2"),
            sensitive: sensitive("NONE"),
            newName: kubernetesRun({}, { aliases: [{ name: "oldName" }] }),
        });

        const preview = await stack.preview("--json");
        assert.equal(preview.code, 0, preview.output);
        type Step = { op: string; urn: string; replaceReasons?: string[] };
        const { steps } = JSON.parse(preview.output) as { steps: Step[] };
        const replaced = steps.filter(({ op }) => op === "replace");
        assert.deepEqual(
            Object.fromEntries(replaced.map((step) => [step.urn.split("::").at(-1), step.replaceReasons])),
            {
                deletedFirst: ["triggers"],
                sensitive: ["waitFor"],
            },
        );

        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        const after = await stack.runs();
        assert.equal(after["ignored"]?.id, before["ignored"]?.id);
        assert.equal(after["newName"]?.id, before["oldName"]?.id, "a rename with an alias starts nothing");
        assert.notEqual(after["sensitive"]?.id, before["sensitive"]?.id);
        const requests = await ccm.requests();
        const stopOfFirst = requests.findIndex(({ url }) => url.endsWith(`${before["deletedFirst"]?.id}/stop`));
        const starts = requests.flatMap(({ operation, body }, index) =>
            operation === "startRun" && (body as { graph_version: string }).graph_version === "1" ? [index] : [],
        );
        assert.equal(starts.length, 2);
        assert.ok(stopOfFirst > (starts[0] ?? 0) && stopOfFirst < (starts[1] ?? 0), "stopped before the next started");
        assert.equal((await ccm.requests("startRun")).length, 6);
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
});
