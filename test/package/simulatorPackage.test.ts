import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parse } from "yaml";
import { run } from "../../tools/process";
import { ensurePulumi } from "../../tools/pulumi-cli/ensurePulumi";
import { pulumiEnvironment } from "../../tools/pulumi-cli/pulumiEnvironment";
import { root } from "../../tools/repository";
import { neutralEnvironment } from "../support/neutralEnvironment";
import { npm, pack } from "../support/packedPackage";

const readme = readFileSync(join(root, "simulator", "README.md"), "utf8");
const block = (language: string) => new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "m").exec(readme)?.[1] ?? "";

const PROGRAM = `
const ccm = require("pulumi-fortanix-ccm");
const graph = ccm.getWorkflowGraphOutput({ name: "nightly-scoring" });
const { clusterId } = ccm.getClusterOutput({ name: "aks-west" });
new ccm.WorkflowRun("run", {
    graphId: graph.graphId,
    graphVersion: graph.graphVersion,
    deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId } },
});
`;

describe("the packed simulator, in an empty project", () => {
    let folder: string;
    let bin: string;
    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "simulator-"));
        const tarballs = [(await pack(folder)).tarball, (await pack(folder, "simulator")).tarball];
        writeFileSync(join(folder, "package.json"), '{ "name": "rehearsal", "private": true, "main": "program.js" }');
        writeFileSync(
            join(folder, "Pulumi.yaml"),
            "name: rehearsal\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
        );
        writeFileSync(join(folder, "program.js"), PROGRAM);
        const sdk = join(root, "node_modules", "@pulumi", "pulumi", "package.json");
        const { version } = JSON.parse(readFileSync(sdk, "utf8")) as { version: string };
        await npm(["install", ...tarballs, `@pulumi/pulumi@${version}`], folder);
        bin = join(folder, "node_modules", "fortanix-ccm-simulator", "dist", "main.js");
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("passes the test that its README shows", async () => {
        const { program } = await ensurePulumi(console.log);
        writeFileSync(join(folder, "rehearsal.test.js"), block("js rehearsal\\.test\\.js"));
        const home = join(folder, "home");
        mkdirSync(home);
        const env = {
            ...pulumiEnvironment(home, neutralEnvironment()),
            PATH: `${dirname(program)}${delimiter}${process.env["PATH"] ?? ""}`,
        };
        const { code, stdout, stderr } = await run(process.execPath, ["--test", "rehearsal.test.js"], {
            cwd: folder,
            env,
        });
        assert.equal(code, 0, stdout + stderr);
        assert.match(stdout, /# pass 1/);
    });

    it("loads the seed file that its README shows", async () => {
        const seed = join(folder, "rehearsal.json");
        writeFileSync(seed, block("json"));
        const { steps, env } = parse(block("yaml")) as { steps: { run?: string }[]; env: Record<string, string> };
        const command = steps.map(({ run: line = "" }) => line).find((line) => line.includes("fortanix-ccm-simulator"));
        assert.match(command ?? "", /--port 8480 --seed rehearsal\.json &$/);
        const child = spawn(process.execPath, [bin, "--port", "0", "--seed", seed], { cwd: folder });
        try {
            let printed = "";
            for await (const part of child.stdout.setEncoding("utf8")) {
                printed += String(part);
                if (printed.includes("Ctrl-C")) break;
            }
            assert.match(printed, /graph {4}9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c0aa \(nightly-scoring\), versions 7\n/);
            const url = /FORTANIX_CCM_ENDPOINT=(\S+)/.exec(printed)?.[1] ?? "";
            assert.match(printed, new RegExp(`FORTANIX_CCM_TOKEN=${env["FORTANIX_CCM_TOKEN"]}\n`));
            const headers = {
                authorization: `Bearer ${env["FORTANIX_CCM_TOKEN"]}`,
                "content-type": "application/json",
            };
            const started = await fetch(`${url}/v1/workflow_runs`, {
                ...{ method: "POST", headers },
                body: JSON.stringify({
                    ...{ graph_id: "9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c0aa", graph_version: "7" },
                    deployment: {
                        kubernetes_single_job: {
                            ...{ namespace: "n", cluster_id: "5f0f8c5e-6c0a-4a0e-9a56-0d5a4f2f7aaa" },
                        },
                    },
                }),
            });
            assert.equal(started.status, 200);
            assert.equal(
                (await fetch(`${url}/v1/clusters`, { headers: { authorization: "Bearer simulated-writer-token" } }))
                    .status,
                401,
            );
        } finally {
            child.kill();
        }
    });

    it("reports an error in a seed file with its path", async () => {
        const seed = join(folder, "broken.json");
        const text = JSON.stringify({ clusters: [{ cluster_id: "x", name: "c", kubernetes: {} }] });
        writeFileSync(seed, text);
        const { code, stderr } = await run(process.execPath, [bin, "--seed", seed]);
        assert.equal(code, 1);
        assert.match(stderr, /^the seed cannot be used: clusters\/0\/cluster_id must match pattern/);
    });
});
