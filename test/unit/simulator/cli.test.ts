import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import { run } from "../../../tools/process";

const program = join(dirname(require.resolve("fortanix-ccm-simulator")), "main.js");

describe("the simulator's CLI", () => {
    it("--help names its options", async () => {
        const { code, stdout } = await run(process.execPath, [program, "--help"]);
        assert.equal(code, 0);
        for (const option of [
            "--port",
            "--api-prefix",
            "--auth-header",
            "--speed",
            "--pending",
            "--running",
            "--tls-key",
            "--tls-cert",
        ]) {
            assert.ok(stdout.includes(option), option);
        }
    });

    it("refuses invalid options", async () => {
        const port = await run(process.execPath, [program, "--port", "many"]);
        assert.equal(port.code, 1);
        assert.match(port.stderr, /'--port <number>' argument 'many' is invalid. It must be a number of 0 or more/);
        const tls = await run(process.execPath, [program, "--tls-key", "x"]);
        assert.match(tls.stderr, /--tls-key and --tls-cert go together/);
    });

    it("listens, prints the variables to export, and has the built-in graph", async () => {
        const child = spawn(process.execPath, [program, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
        try {
            const text = await new Promise<string>((resolve) =>
                child.stdout.once("data", (data: Buffer) => resolve(data.toString())),
            );
            const [, url, token] = /FORTANIX_CCM_ENDPOINT=(\S+)\n\s+export FORTANIX_CCM_TOKEN=(\S+)/.exec(text) ?? [];
            const response = await fetch(`${url ?? ""}/v1/workflows/final/graphs/${SEED.graphId}`, {
                headers: { authorization: `Bearer ${token ?? ""}` },
            });
            assert.equal(response.status, 200);
        } finally {
            child.kill();
        }
    });
});
