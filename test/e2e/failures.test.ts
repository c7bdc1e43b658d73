import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { ACI, inStack, kubernetesRun } from "../support/scenario";

const scorer = SEED.runtimeConfigIds["2"];
const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
/** As an application writes: colours, a bell, a secret across a line's end. */
const log = `${lines.join("\n")}\n\u001b[31mwith password hunter2-hunter2\u001b[0m\u0007\nTraceback\n`;

const secret = {
    deployment: ACI,
    runtimeConfigs: { [scorer]: { deployment: { aci: { envVars: { PASSWORD: { $secret: "hunter2-hunter2" } } } } } },
};

describe("a run that fails says what a person needs who is woken by it", () => {
    inStack(
        "how long it took, CCM's detail, the end of the logs, what still runs and what to type",
        async ({ ccm, stack }) => {
            await ccm.script({
                pendingSeconds: 1,
                runningSeconds: 0,
                outcome: "FAILED",
                reason: "OOMKilled",
                logs: { [scorer]: log },
            });
            stack.declare({ run: kubernetesRun(secret) });
            const { code, output } = await stack.up();
            assert.notEqual(code, 0);
            const { id } = await stack.theRun();
            const sentence = new RegExp(
                `run ${id} FAILED before it was RUNNING, after \\d+ s\\. CCM says: {"reason":"OOMKilled"} Nothing of it runs any more\\. ` +
                    "The next `pulumi up` starts a new run \\(rerunOn\\)\\.",
            );
            assert.match(output, sentence);
            const tail = output.slice(output.indexOf("The last lines of its log (scorer, node node-1):")).split("\n");
            const shown = tail.slice(1, 21).map((line) => line.trim());
            assert.deepEqual(shown, [
                ...lines.slice(12).map((line) => `| ${line}`),
                "| with password [secret]",
                "| Traceback",
            ]);
            assert.ok(!output.includes("hunter2"), output);
        },
    );

    inStack("a refresh warns with the same", async ({ ccm, stack }) => {
        await ccm.script({ reason: "OOMKilled", logs: { [scorer]: log } });
        stack.declare({ run: kubernetesRun({ ...secret, rerunOn: [] }) });
        await stack.mustRun("up", "--yes", "--skip-preview");
        const { id, urn } = await stack.theRun();
        await ccm.end(id, "FAILED");
        const { code, output } = await stack.refresh();
        assert.equal(code, 0, output);
        assert.ok(
            output.includes(`warning: run ${id} FAILED since it was last looked at. CCM says: {"reason":"OOMKilled"}`),
        );
        assert.ok(output.includes(`\`pulumi up --replace '${urn}'\` starts a new run.`), output);
        assert.match(output, /The last lines of its log \(scorer, node node-1\):\n\s+\| line 13\n/);
        assert.match(output, /\| with password \[secret\]\n/);
        assert.ok(!output.includes("hunter2"), output);
    });

    inStack(
        "the log of a CI job holds one line for each status, not one for each look",
        async ({ ccm, stack }) => {
            await ccm.script({ pendingSeconds: 8 });
            stack.declare({ run: kubernetesRun() });
            const { code, output } = await stack.up();
            assert.equal(code, 0, output);
            assert.equal(output.split("PENDING").length, 2, output);
            assert.match(output, /RUNNING after \d+ s/);
            assert.ok((await ccm.requests("runStatus")).length >= 3);
        },
        { environment: { CI: "true" } },
    );
});
