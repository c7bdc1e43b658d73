import assert from "node:assert/strict";
import { runPulumi } from "../../../provider/plugin/pulumiCli";

/** Node stands for a CLI: it is on every machine. The arguments that are added go to the script. */
const run = (script: string, limitMs?: number) =>
    runPulumi(process.execPath, ["-e", script, "--"], process.env, limitMs);

describe("the Pulumi CLI that is asked for the state", () => {
    it("gives all that it prints, 50 MB as well", async () => {
        const printed = await run("process.stdout.write('x'.repeat(50e6))");
        assert.equal(printed.length, 50e6);
    });

    it("that hangs is ended, and said so", async () => {
        await assert.rejects(run("setInterval(() => {}, 1000)", 300), /gave no answer within 0\.3 s/);
    });

    it("that fails tells why in one line", async () => {
        const script = "console.error('error: no stack named dev found\\nand more'); process.exitCode = 255";
        await assert.rejects(run(script), { message: "no stack named dev found" });
        await assert.rejects(run("process.exit(3)"), { message: "it ended with 3" });
    });

    it("that is not there is an error", async () => {
        await assert.rejects(runPulumi("/no/such/pulumi", [], process.env), /ENOENT/);
    });
});
