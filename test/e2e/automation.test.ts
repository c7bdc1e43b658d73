import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { SEED } from "fortanix-ccm-simulator";
import { ensurePulumi } from "../../tools/pulumi-cli/ensurePulumi";
import { neutralEnvironment } from "../support/neutralEnvironment";
import { environmentFor, inStack } from "../support/scenario";

/** Whose program runs in the process of the script itself, and whose backend and home only the CLI is told of. */
const INLINE = `
const auto = require("@pulumi/pulumi/automation");
const ccm = require("pulumi-fortanix-ccm");
const [backend, home, workDir, graphId, clusterId] = process.argv.slice(2);
const program = async () => {
    const deployment = { kubernetesSingleJob: { namespace: "scoring", clusterId } };
    new ccm.WorkflowRun("run", { graphId, graphVersion: "2", deployment });
};
(async () => {
    const stack = await auto.LocalWorkspace.createOrSelectStack(
        { stackName: "dev", projectName: "lab", program },
        {
            workDir,
            pulumiHome: home,
            envVars: { PULUMI_CONFIG_PASSPHRASE: "x" },
            projectSettings: { name: "lab", runtime: "nodejs", backend: { url: backend } },
        },
    );
    const urn = "urn:pulumi:dev::lab::pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun::run";
    await stack.up({ onOutput: console.log });
    await stack.up({ onOutput: console.log, replace: [urn] });
    await stack.destroy({ onOutput: console.log });
})().catch((error) => {
    console.error(error);
    process.exitCode = 1;
});
`;

describe("a program of the Automation API", () => {
    inStack("inline, with a backend and a home of its own: a replacement starts a new run", async ({ ccm, stack }) => {
        const { program } = await ensurePulumi(console.log);
        const [state, home, work] = ["inline-state", "inline-home", "inline-work"].map((name) =>
            join(stack.folder, name),
        );
        for (const folder of [state, home, work]) mkdirSync(folder ?? "", { recursive: true });
        stack.write({ "inline.js": INLINE });
        const seed = [SEED.graphId, SEED.kubernetesClusterId];
        const args = ["inline.js", pathToFileURL(state ?? "").href, home ?? "", work ?? "", ...seed];
        const [code, output] = await runNode(args, stack.folder, {
            ...environmentFor(ccm),
            PATH: [dirname(program), process.env["PATH"]].join(delimiter),
        });
        assert.equal(code, 0, output);
        const runs = await ccm.runs();
        assert.equal(runs.length, 2, output);
        assert.deepEqual((await ccm.requests("startRun")).length, 2);
        assert.ok(
            runs.every(({ status }) => status === "TERMINATED"),
            output,
        );
        assert.doesNotMatch(output, /adopted run/);
    });
});

function runNode(
    args: readonly string[],
    cwd: string,
    environment: NodeJS.ProcessEnv,
): Promise<readonly [code: number | null, output: string]> {
    const child = spawn(process.execPath, args, { cwd, env: { ...neutralEnvironment(), ...environment } });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
    return new Promise((resolve) => child.once("close", (code) => resolve([code, output])));
}
