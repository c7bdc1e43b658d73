import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runSpecOf } from "../../provider/core/recovery/runSpec";
import { journalKey } from "../../provider/plugin/journalFolder";
import { killUp, unlock } from "../support/interrupts";
import { until } from "../support/until";
import { environmentFor, inStack, kubernetesRun } from "../support/scenario";
import { TestStack } from "../support/stack";

describe("the start journal", () => {
    const shared = mkdtempSync(join(tmpdir(), "journal-"));
    after(() => rmSync(shared, { recursive: true }));
    inStack(
        "in one folder keeps stacks of the same name in two backends apart",
        async ({ ccm, stack: one }) => {
            await ccm.script({ pendingSeconds: 600 });
            one.declare({ run: kubernetesRun() });
            const isWaitedFor = async () => (await ccm.requests("runStatus")).length > 0;
            await killUp({ stack: one }, "the run to be waited for", isWaitedFor);
            const [left] = await ccm.runs();

            const other = await TestStack.create({ ...environmentFor(ccm), FORTANIX_CCM_JOURNAL_DIR: shared });
            other.declare({ run: kubernetesRun({ waitFor: "NONE" }) });
            const foreign = await other.up();
            assert.equal(foreign.code, 0, foreign.output);
            assert.notEqual((await other.theRun()).id, left?.runId);
            await other.remove();

            unlock({ ccm, stack: one });
            one.declare({ run: kubernetesRun({ waitFor: "NONE" }) });
            const up = await one.up();
            assert.equal(up.code, 0, up.output);
            assert.equal((await one.theRun()).id, left?.runId);
            assert.equal((await ccm.runs()).length, 2);
        },
        { environment: { FORTANIX_CCM_JOURNAL_DIR: shared } },
    );

    inStack("keeps the record of a plugin process, which exits once its engine is killed", async ({ ccm, stack }) => {
        await ccm.script({ pendingSeconds: null });
        stack.declare({ run: kubernetesRun() });
        const { child, outcome, until: whileItRuns } = stack.start("up", "--yes", "--skip-preview");
        await whileItRuns("the run to be waited for", async () => (await ccm.requests("runStatus")).length > 0);
        assert.equal(stack.plugins().length, 1);
        child.kill("SIGKILL");
        await outcome;
        await until("the plugin process to end", () => stack.plugins().length === 0);
        assert.equal(stack.journal()["run"]?.stage, "started");
        stack.endProcesses();
    });

    inStack("identifies the run of an interrupted and reverted replacement", async ({ ccm, stack }) => {
        stack.declare({ run: kubernetesRun() });
        await stack.mustRun("up", "--yes", "--skip-preview");
        const { id } = await stack.theRun();
        await ccm.script({ pendingSeconds: null });
        stack.declare({ run: kubernetesRun({ graphVersion: "1" }) });
        const isNoted = () => stack.journal()["run"]?.stage === "started";
        await killUp(
            { stack },
            "the new run to start and its id to be in the journal",
            async () => (await ccm.runs()).length === 2 && isNoted(),
        );
        unlock({ ccm, stack });

        stack.declare({ run: kubernetesRun() });
        const preview = await stack.preview();
        assert.match(preview.output, /cleans up after an update that was interrupted while it replaced run/);
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.equal((await stack.theRun()).id, id);
        const active = (await ccm.runs()).filter(({ status }) => status !== "TERMINATED");
        assert.deepEqual(
            active.map(({ runId }) => runId),
            [id],
        );
    });

    inStack("of version 1 identifies the orphaned run of an earlier package version", async ({ ccm, stack }) => {
        const inputs = kubernetesRun().args as { graphId: string; graphVersion: string };
        const left = await ccm.startForeign();
        const urn = "urn:pulumi:test::test::pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun::run";
        const { fingerprint: _fingerprint, ...wanted } = runSpecOf(inputs, 1);
        const sentAt = { wall: Date.now(), uptime: 1, host: "that machine" };
        const start = { stage: "started", runId: left, endpoint: `${ccm.url}/v1`, wanted, stopOnDelete: true, sentAt };
        const folder = join(stack.folder, ".pulumi", "home", "fortanix-ccm", "journal");
        mkdirSync(folder, { recursive: true });
        const backend = pathToFileURL(join(stack.folder, ".pulumi", "state")).href;
        const file = join(folder, `${journalKey(urn, backend)}.json`);
        writeFileSync(file, `\n${JSON.stringify({ version: 1, urn, starts: [start] })}`);
        // An import would clear the pending operations.
        stack.declare({});
        await stack.mustRun("up", "--yes", "--skip-preview");
        const stateFile = join(stack.folder, ".pulumi", "state", ".pulumi", "stacks", "test", "test.json");
        type Checkpoint = { checkpoint: { latest: { pending_operations?: unknown[] } } };
        const state = JSON.parse(readFileSync(stateFile, "utf8")) as Checkpoint;
        const resource = { urn, custom: true, type: urn.split("::")[2], inputs };
        state.checkpoint.latest.pending_operations = [{ resource, type: "creating" }];
        writeFileSync(stateFile, JSON.stringify(state));

        stack.declare({ run: kubernetesRun() });
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.equal((await stack.theRun()).id, left);
        assert.equal((await ccm.runs()).length, 1);
        assert.equal(existsSync(file), false);
    });
});
