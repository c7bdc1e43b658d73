import assert from "node:assert/strict";
import { join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import { inStack, kubernetesRun } from "../support/scenario";

describe("Pulumi's own options and commands work on a run", () => {
    inStack("in an update as in preview --json", async ({ ccm, stack }) => {
        const ignored = (image: string) => kubernetesRun({ triggers: { image } }, { ignoreChanges: ["triggers"] });
        const deletedFirst = (image: string) =>
            kubernetesRun({ graphVersion: "1", triggers: { image } }, { deleteBeforeReplace: true });
        const sensitive = (waitFor: string) => kubernetesRun({ waitFor }, { replaceOnChanges: ["waitFor"] });
        const nulls = (withNull: boolean) =>
            kubernetesRun({
                triggers: { v: 1, ...(withNull && { rev: null }) },
                runtimeConfigs: {
                    [SEED.runtimeConfigIds["2"]]: {
                        deployment: { kubernetes: { jobSpec: withNull ? { creationTimestamp: null } : {} } },
                    },
                },
            });
        stack.declare({
            nulls: nulls(true),
            ignored: ignored("1"),
            deletedFirst: deletedFirst("1"),
            sensitive: sensitive("RUNNING"),
            oldName: kubernetesRun(),
            oldNameReplaced: kubernetesRun({ triggers: { name: "old" } }),
        });
        await stack.mustRun("up", "--yes", "--skip-preview");
        const before = await stack.runs();
        stack.declare({
            nulls: nulls(false),
            ignored: ignored("2"),
            deletedFirst: deletedFirst("2"),
            sensitive: sensitive("NONE"),
            newName: kubernetesRun({}, { aliases: [{ name: "oldName" }] }),
            newNameReplaced: kubernetesRun(
                { triggers: { name: "new" } },
                { aliases: [{ name: "oldNameReplaced" }], deleteBeforeReplace: true },
            ),
        });

        const preview = await stack.preview("--json");
        assert.equal(preview.code, 0, preview.output);
        type Step = { op: string; urn: string; replaceReasons?: string[] };
        type Diagnostic = { urn?: string; message: string };
        const { steps, diagnostics = [] } = JSON.parse(preview.output) as { steps: Step[]; diagnostics?: Diagnostic[] };
        const ofNulls = diagnostics.filter(({ urn = "" }) => urn.endsWith("::nulls"));
        assert.deepEqual(ofNulls, [], "the engine treats null as absent: no change is reported");
        const replaced = steps.filter(({ op }) => op === "replace");
        assert.deepEqual(
            Object.fromEntries(replaced.map((step) => [step.urn.split("::").at(-1), step.replaceReasons])),
            {
                deletedFirst: ["triggers"],
                sensitive: ["waitFor"],
                newNameReplaced: ["triggers"],
            },
        );

        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        const after = await stack.runs();
        assert.equal(after["ignored"]?.id, before["ignored"]?.id);
        assert.equal(after["newName"]?.id, before["oldName"]?.id, "a rename with an alias starts no run");
        assert.notEqual(after["sensitive"]?.id, before["sensitive"]?.id);
        const requests = await ccm.requests();
        const stopOfFirst = requests.findIndex(({ url }) => url.endsWith(`${before["deletedFirst"]?.id}/stop`));
        const starts = requests.flatMap(({ operation, body }, index) =>
            operation === "startRun" && (body as { graph_version: string }).graph_version === "1" ? [index] : [],
        );
        assert.equal(starts.length, 2);
        assert.ok(
            stopOfFirst > (starts[0] ?? 0) && stopOfFirst < (starts[1] ?? 0),
            "the old run is stopped before the new one starts",
        );
        assert.equal(after["nulls"]?.id, before["nulls"]?.id);
        assert.equal((await ccm.requests("startRun")).length, 6 + 3);
        const renamed = (await ccm.runs()).find(({ runId }) => runId === before["oldNameReplaced"]?.id);
        assert.equal(renamed?.status, "TERMINATED", "a renamed and replaced resource stops its previous run");
    });

    inStack(
        "update plans are enforced; --replace and state taint start one new run and stop the old one",
        async (scenario) => {
            const { ccm, stack } = scenario;
            const plan = join(stack.folder, "plan.json");
            stack.declare({ run: kubernetesRun({ triggers: { image: "1" } }) });
            const preview = await stack.preview("--save-plan", plan);
            assert.equal(preview.code, 0, preview.output);
            const planned = await stack.up("--plan", plan);
            assert.equal(planned.code, 0, planned.output);
            stack.declare({ run: kubernetesRun({ triggers: { image: "2" } }) });
            const other = await stack.up("--plan", plan);
            assert.notEqual(other.code, 0, "a change that is not in the plan is refused");
            assert.equal((await ccm.requests("startRun")).length, 1);

            stack.declare({ run: kubernetesRun({ triggers: { image: "1" } }) });
            const { urn, id: first } = await stack.theRun();
            stack.recordWire();
            const replaced = await stack.up("--replace", urn);
            assert.equal(replaced.code, 0, replaced.output);
            assert.deepEqual(stack.calls(), ["check", "create", "delete"]);
            const { id: second } = await stack.theRun();
            await stack.mustRun("state", "taint", urn, "--yes");
            const tainted = await stack.up();
            assert.equal(tainted.code, 0, tainted.output);
            const { id: third } = await stack.theRun();
            const statuses = Object.fromEntries((await ccm.runs()).map(({ runId, status }) => [runId, status]));
            assert.deepEqual(statuses, { [first]: "TERMINATED", [second]: "TERMINATED", [third]: "RUNNING" });
        },
    );
});
