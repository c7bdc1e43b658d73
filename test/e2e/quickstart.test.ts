import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { SEED } from "fortanix-ccm-simulator";
import { root } from "../../tools/repository";
import { Ccm, servedAs } from "../support/control";
import { credentialsFor } from "../support/scenario";
import { neutralEnvironment } from "../support/neutralEnvironment";
import { until } from "../support/until";

/** Starts the script that `npm run quickstart` would start; its child processes see no difference. */
function startQuickstart(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, ["tools/start.mjs", "quickstart", ...args], {
        cwd: root,
        env: { ...neutralEnvironment(), ...environment },
        stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    const outcome = new Promise<{ code: number; output: string }>((resolve) => {
        child.on("close", (code) => resolve({ code: code ?? 1, output }));
    });
    return { child, outcome, printed: () => output };
}

const credentials = credentialsFor(servedAs);

/** Arguments for an external CCM. */
function elsewhere(ccm: Ccm): string[] {
    const pairs = [`graphId=${SEED.graphId}`, "graphVersion=2", `clusterId=${SEED.kubernetesClusterId}`];
    return ["--endpoint", ccm.url, ...pairs.flatMap((pair) => ["--config", pair])];
}

// In sequence: the tests share the folder of the quickstart's stack.
describe("npm run quickstart", () => {
    it("takes a run through its lifecycle with the embedded simulator", async () => {
        const { code, output } = await startQuickstart([]).outcome;
        assert.equal(code, 0, output);
        const headings = output.split("\n").filter((line) => /^\d\. /.test(line));
        assert.deepEqual(
            headings.map((line) => line.replace(/:.*|,.*/, "")),
            ["1. preview", "2. up", "3. a changed trigger", "4. refresh", "5. up", "6. destroy"],
        );
        assert.match(output, /new run: triggers\.revision changed/);
        assert.match(output, /was RUNNING, is FAILED/);
        assert.match(output, /new run: the previous run [0-9a-f-]{36} FAILED, seen \d+ s ago \(rerunOn\)/);
        assert.match(output, /TERMINATED after \d+ s/);
    });

    it("runs against an external CCM, and stops its run when it is interrupted", async () => {
        await using ccm = await Ccm.start();
        await ccm.script({ pendingSeconds: 3 });
        const environment = { FORTANIX_CCM_ENDPOINT: ccm.url, ...credentials };
        const untold = await startQuickstart([], environment).outcome;
        assert.equal(untold.code, 1);
        assert.match(
            untold.output,
            /npm run quickstart -- --config graphId=\.\.\. --config graphVersion=\.\.\. --config clusterId=\.\.\./,
        );
        const { child, outcome, printed } = startQuickstart(elsewhere(ccm), credentials);
        await until(
            "the run to be waited for",
            () => printed().includes("PENDING") || child.exitCode !== null,
            printed,
        );
        child.kill("SIGINT");
        const { code, output } = await outcome;
        assert.equal(code, 130, output);
        assert.match(output, /Interrupted: what was started is stopped first/);
        const statuses = (await ccm.runs()).map(({ status }) => status);
        assert.deepEqual(statuses, ["TERMINATED"], output);
    });

    // The same commands as with the embedded simulator; the deployment, the token header and the credential differ.
    if (servedAs === undefined) return;
    it("takes a run through its lifecycle with an external CCM, in each deployment", async () => {
        await using ccm = await Ccm.start();
        const { code, output } = await startQuickstart(elsewhere(ccm), credentials).outcome;
        assert.equal(code, 0, output);
        assert.match(output, /5\. destroy/);
        assert.match(output, /That was a run's life\./);
        assert.deepEqual(
            (await ccm.runs()).map(({ status }) => status),
            ["TERMINATED"],
        );
        const headers = (await ccm.requests()).map(({ authHeader }) => authHeader);
        assert.ok(headers.length > 0 && headers.every((header) => header === "authentication"), headers.join());
    });
});
