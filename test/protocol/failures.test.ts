import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { failureOf, PluginScenario, sharedPlugin } from "../support/plugin";
import { ACI } from "../support/scenario";

const scorer = SEED.runtimeConfigIds["2"];
const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
/** Output of an application: colors, a bell, a secret. */
const log = `${lines.join("\n")}\n\u001b[31mwith password hunter2-hunter2\u001b[0m\u0007\nTraceback\n`;

/** A secret as the program passes it: in plaintext, with its path beside it. */
const secret = {
    deployment: ACI,
    runtimeConfigs: { [scorer]: { deployment: { aci: { envVars: { PASSWORD: "hunter2-hunter2" } } } } },
    __secretPaths: [["runtimeConfigs", scorer, "deployment", "aci", "envVars", "PASSWORD"]],
};

describe("the messages about a failed run", () => {
    const scenario = sharedPlugin();

    it("contain the run's duration, CCM's detail, the end of the logs without secrets, what still runs and the next command", async () => {
        const { ccm, plugin } = scenario();
        await ccm.script({
            pendingSeconds: 1,
            runningSeconds: 0,
            outcome: "FAILED",
            reason: "OOMKilled",
            logs: { [scorer]: log },
        });
        const { initFailure } = await failureOf(plugin.create(await scenario().inputs(secret)));
        const [text = ""] = initFailure?.reasons ?? [];
        const sentence = `run ${initFailure?.id} FAILED before it was RUNNING, after \\d+ s\\. CCM reports: container group ccm-[-\\w]+: Failed\\. container app: OOMKilled, exit code 1, from \\S+ to \\S+\\. Nothing is left running\\. `;
        assert.match(text, new RegExp(`^${sentence}The next \`pulumi up\` starts a new run \\(rerunOn\\)\\.`));
        const tail = text.slice(text.indexOf("The last lines of its log (scorer, node node-1):")).trimEnd().split("\n");
        assert.deepEqual(
            tail.slice(1).map((line) => line.trim()),
            [...lines.slice(12).map((line) => `| ${line}`), "| with password [secret]", "| Traceback"],
        );
        assert.ok(!text.includes("hunter2"), text);
    });

    it("contain the same in a read as in a wait: CCM's detail, the end of the logs and the next command", async () => {
        const { ccm, plugin } = scenario();
        await ccm.script({ reason: "OOMKilled", logs: { [scorer]: log } });
        const inputs = await scenario().inputs({ ...secret, rerunOn: [] });
        const { id, outputs } = await plugin.create(inputs);
        await ccm.end(id, "FAILED");
        await plugin.read(id, outputs);
        const warning = scenario()
            .linesOf(inputs)
            .find(({ severity }) => severity === "warning");
        const text = warning?.text ?? "";
        assert.ok(
            text.includes(`run ${id} FAILED since its status was last read. CCM reports: container group ccm-`) &&
                text.includes("container app: OOMKilled, exit code 1, from "),
            text,
        );
        assert.ok(text.includes(`\`pulumi up --replace '${inputs["__urn"] as string}'\` starts a new run.`), text);
        assert.match(text, /The last lines of its log \(scorer, node node-1\):\n\s*\| line 13\n/);
        assert.match(text, /\| with password \[secret\]\n/);
        assert.ok(!text.includes("hunter2"), text);
    });

    it("quote nothing in a completion that does not know the run's secrets, and name a run that CCM does not have", async () => {
        const { ccm, plugin } = scenario();
        await ccm.script({ pendingSeconds: 0, runningSeconds: 0, outcome: "FAILED", logs: { "": "a secret\n" } });
        const runId = await ccm.startForeign();
        const completion = (id: string) => scenario().inputsOf("workflowRunCompletion", { runId: id, timeout: "3s" });
        const failed = await failureOf(plugin.create(await completion(runId)));
        assert.match(
            failed.message,
            /FAILED before it was SUCCEEDED, .* Its log and its status detail are not quoted here/s,
        );
        assert.doesNotMatch(failed.message, /a secret/);
        const unknown = await failureOf(plugin.create(await completion(SEED.accountId)));
        assert.match(
            unknown.message,
            new RegExp(`CCM has no run ${SEED.accountId}, or shows it to another account only`),
        );
    });

    it("are one line per status in the log of a CI job, not one per poll", async () => {
        await using inCi = await PluginScenario.start({ environment: { CI: "true" } });
        const { ccm, plugin } = inCi;
        await ccm.script({ pendingSeconds: 8 });
        const inputs = await inCi.inputs();
        await plugin.create(inputs);
        const texts = inCi.textsOf(inputs);
        assert.equal(texts.filter((text) => text.startsWith("PENDING")).length, 1, texts.join("\n"));
        assert.match(texts.at(-1) ?? "", /RUNNING after \d+ s/);
        assert.ok((await ccm.requests("runStatus")).length >= 3);
    });
});
