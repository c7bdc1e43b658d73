import assert from "node:assert/strict";
import { inStack, kubernetesRun, type Scenario } from "../support/scenario";
import { until } from "../support/until";

/** How an update can be ended from outside. */
const endings: Record<string, (scenario: Scenario, pulumi: number) => void> = {
    "pulumi is killed": (_, pulumi) => process.kill(pulumi, "SIGKILL"),
    "the plugin process is killed": ({ stack }) => stack.endPlugins(),
    "both are killed": ({ stack }, pulumi) => {
        process.kill(pulumi, "SIGKILL");
        stack.endPlugins();
    },
};

async function interrupted(
    scenario: Scenario,
    when: () => Promise<boolean>,
    how: (scenario: Scenario, pulumi: number) => void,
): Promise<void> {
    const { stack } = scenario;
    const { child, outcome, printed } = stack.start("up", "--yes", "--skip-preview");
    await until(when, printed);
    how(scenario, child.pid ?? 0);
    const { code, output } = await outcome;
    assert.notEqual(code, 0, output);
}

describe("an update that is killed", () => {
    for (const [what, how] of Object.entries(endings)) {
        inStack(`${what} while it waits: the next up adopts the run and says so`, async (scenario) => {
            const { ccm, stack } = scenario;
            await ccm.script({ pendingSeconds: null });
            stack.declare({ run: kubernetesRun() });
            await interrupted(scenario, async () => (await ccm.requests("runStatus")).length > 0, how);
            const [run] = await ccm.runs();
            assert.equal(stack.journal()["run"]?.runId, run?.runId);
            // A killed pulumi leaves its lock on the stack.
            await stack.run("cancel", "--yes");
            const { outcome } = stack.start("up", "--yes", "--skip-preview");
            await ccm.end(run?.runId ?? "", "SUCCEEDED");
            const up = await outcome;
            assert.equal(up.code, 0, up.output);
            assert.match(up.output, /adopted run .* left by an update that was interrupted at/);
            assert.equal((await stack.theRun()).id, run?.runId);
            assert.equal((await ccm.runs()).length, 1);
            assert.deepEqual(stack.journal(), {});
        });
    }
});
