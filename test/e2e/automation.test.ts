import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { SEED } from "fortanix-ccm-simulator";
import { ensurePulumi } from "../../tools/pulumi-cli/ensurePulumi";
import { neutralEnvironment } from "../support/neutralEnvironment";
import { loadedFirst } from "../support/stack";
import { VAULT_PROVIDER, vaultEnvironment } from "../support/vault";
import { environmentFor, inStack, kubernetesRun } from "../support/scenario";

/**
 * `inline`: the program runs in the process of the script; `local`: in a separate one. Only the CLI gets their backend
 * and home.
 */
const SCRIPT = `
const auto = require("@pulumi/pulumi/automation");
const ccm = require("pulumi-fortanix-ccm");
const [kind, backend, pulumiHome, workDir, graphId, clusterId] = process.argv.slice(2);
const program = async () => {
    const deployment = { kubernetesSingleJob: { namespace: "scoring", clusterId } };
    new ccm.WorkflowRun("run", { graphId, graphVersion: "2", deployment });
};
const { VAULT_SERVER_URL, VAULT_SERVER_TOKEN, NODE_OPTIONS } = process.env;
const envVars = { VAULT_SERVER_URL, VAULT_SERVER_TOKEN, NODE_OPTIONS };
const secretsProvider = "${VAULT_PROVIDER}";
const make = {
    inline: () =>
        auto.LocalWorkspace.createOrSelectStack(
            { stackName: "dev", projectName: "test", program },
            {
                workDir,
                pulumiHome,
                envVars,
                secretsProvider,
                projectSettings: { name: "test", runtime: "nodejs", backend: { url: backend } },
            },
        ),
    local: () =>
        auto.LocalWorkspace.createOrSelectStack(
            { stackName: "dev", workDir: __dirname },
            { pulumiHome, secretsProvider, envVars: { ...envVars, PULUMI_BACKEND_URL: backend } },
        ),
};
(async () => {
    const stack = await make[kind]();
    const urn = "urn:pulumi:dev::test::pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun::run";
    await stack.up({ onOutput: console.log });
    await stack.up({ onOutput: console.log, replace: [urn] });
    await stack.destroy({ onOutput: console.log });
})().catch((error) => {
    console.error(error);
    process.exitCode = 1;
});
`;

describe("a program of the Automation API", () => {
    for (const kind of ["inline", "local"]) {
        inStack(`${kind}, with its own backend and home: a replacement starts a new run`, async (scenario) => {
            const { ccm, stack } = scenario;
            const { program } = await ensurePulumi(console.log);
            const folder = (name: string) => {
                const path = join(stack.folder, name);
                mkdirSync(path);
                return path;
            };
            stack.declare({ run: kubernetesRun() });
            stack.write({ "script.js": SCRIPT });
            const backend = pathToFileURL(folder("other-state")).href;
            const places = [backend, folder("other-home"), folder("work")];
            const args = ["script.js", kind, ...places, SEED.graphId, SEED.kubernetesClusterId];
            const [code, output] = await runNode(args, stack.folder, {
                ...environmentFor(ccm),
                ...(await vaultEnvironment()),
                NODE_OPTIONS: loadedFirst(),
                PATH: [dirname(program), process.env["PATH"]].join(delimiter),
            });
            assert.equal(code, 0, output);
            const runs = await ccm.runs();
            assert.equal(runs.length, 2, output);
            assert.equal((await ccm.requests("startRun")).length, 2);
            assert.ok(
                runs.every(({ status }) => status === "TERMINATED"),
                output,
            );
            assert.doesNotMatch(output, /adopted run/);
        });
    }
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
