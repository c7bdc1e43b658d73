import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import { Ccm } from "../support/control";
import { unlock } from "../support/interrupts";
import { inStack, kubernetesRun } from "../support/scenario";
import { TestStack } from "../support/stack";

describe("the start journal", () => {
    it("of one home serves stacks of the same name in two backends without a mix-up", async () => {
        const ccm = await Ccm.start({ defaultScript: { pendingSeconds: 600 } });
        const journal = mkdtempSync(join(tmpdir(), "journal-"));
        const environment = {
            FORTANIX_CCM_ENDPOINT: ccm.url,
            FORTANIX_CCM_TOKEN: SEED.writerToken,
            FORTANIX_CCM_JOURNAL_DIR: journal,
        };
        const [one, other] = [await TestStack.create(environment), await TestStack.create(environment)];
        try {
            one.declare({ run: kubernetesRun() });
            const { child, outcome, until } = one.start("up", "--yes", "--skip-preview");
            await until("the run to be waited for", async () => (await ccm.requests("runStatus")).length > 0);
            child.kill("SIGKILL");
            await outcome;
            one.endProcesses();
            const [left] = await ccm.runs();

            other.declare({ run: kubernetesRun({ waitFor: "NONE" }) });
            const foreign = await other.up();
            assert.equal(foreign.code, 0, foreign.output);
            assert.notEqual((await other.theRun()).id, left?.runId);

            unlock({ ccm, stack: one });
            one.declare({ run: kubernetesRun({ waitFor: "NONE" }) });
            const up = await one.up();
            assert.equal(up.code, 0, up.output);
            assert.equal((await one.theRun()).id, left?.runId);
            assert.equal((await ccm.runs()).length, 2);
        } finally {
            await one.remove();
            await other.remove();
            rmSync(journal, { recursive: true });
            await ccm.close();
        }
    });

    inStack("a process whose engine is gone stops waiting within 10 s and keeps the record", async ({ ccm, stack }) => {
        await ccm.script({ pendingSeconds: null });
        stack.declare({ run: kubernetesRun() });
        const { child, outcome, until } = stack.start("up", "--yes", "--skip-preview");
        await until("the run to be waited for", async () => (await ccm.requests("runStatus")).length > 0);
        child.kill("SIGKILL");
        await outcome;
        // By then it has had its 10 s, and another look would have been due.
        await new Promise((resolve) => setTimeout(resolve, 10_000));
        await ccm.forgetRequests();
        await new Promise((resolve) => setTimeout(resolve, 5_000));
        assert.equal(stack.plugins().length, 1, "Pulumi leaves the process behind");
        assert.deepEqual(await ccm.requests(), []);
        assert.equal(stack.journal()["run"]?.stage, "started");
        stack.endProcesses();
    });

    inStack("what an interrupted replacement has left is stopped when it is taken back", async ({ ccm, stack }) => {
        stack.declare({ run: kubernetesRun() });
        await stack.mustRun("up", "--yes", "--skip-preview");
        const { id } = await stack.theRun();
        await ccm.script({ pendingSeconds: null });
        stack.declare({ run: kubernetesRun({ graphVersion: "1" }) });
        const { child, outcome, until } = stack.start("up", "--yes", "--skip-preview");
        await until("the new run to start", async () => (await ccm.runs()).length === 2);
        await until("its id to be in the journal", () => stack.journal()["run"]?.stage === "started");
        child.kill("SIGKILL");
        await outcome;
        stack.endProcesses();
        unlock({ ccm, stack });

        stack.declare({ run: kubernetesRun() });
        const preview = await stack.preview();
        assert.match(preview.output, /clears up after an update that was interrupted while it replaced run/);
        const up = await stack.up();
        assert.equal(up.code, 0, up.output);
        assert.equal((await stack.theRun()).id, id);
        const active = (await ccm.runs()).filter(({ status }) => status !== "TERMINATED");
        assert.deepEqual(
            active.map(({ runId }) => runId),
            [id],
        );
    });

    const unwritable = join(mkdtempSync(join(tmpdir(), "journal-")), "file");
    writeFileSync(unwritable, "");
    inStack(
        "that cannot be written is one warning, and no failure",
        async ({ stack }) => {
            stack.declare({ a: kubernetesRun(), b: kubernetesRun() });
            const { code, output } = await stack.up();
            assert.equal(code, 0, output);
            const [, diagnostics = ""] = output.split("Diagnostics:");
            assert.equal(diagnostics.match(/warning: cannot keep the start journal/g)?.length, 1, output);
        },
        { environment: { FORTANIX_CCM_JOURNAL_DIR: join(unwritable, "journal") } },
    );
});
