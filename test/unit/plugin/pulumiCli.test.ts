import assert from "node:assert/strict";
import { runPulumi } from "../../../provider/plugin/pulumiCli";

/** Uses Node as the CLI, because it is on every machine. The arguments that are added go to the script. */
const run = (script: string, limitMs?: number) =>
    runPulumi(process.execPath, ["-e", script, "--"], process.env, limitMs);

describe("the Pulumi CLI that reads the state", () => {
    it("returns its complete output, even 50 MB", async () => {
        const printed = await run("process.stdout.write('x'.repeat(50e6))");
        assert.equal(printed.length, 50e6);
    });

    it("is ended with an error if it hangs", async () => {
        await assert.rejects(run("setInterval(() => {}, 1000)", 300), /did not finish within 0\.3 s/);
    });

    it("reports a failure in one line", async () => {
        const script = "console.error('error: no stack named dev found\\nand more'); process.exitCode = 255";
        await assert.rejects(run(script), { message: "no stack named dev found" });
        await assert.rejects(run("process.exit(3)"), { message: "it failed with exit code 3" });
    });

    it("is an error if it is missing", async () => {
        await assert.rejects(runPulumi("/no/such/pulumi", [], process.env), /ENOENT/);
    });
});
