import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import type * as TypeScript from "typescript";
import { run } from "../../tools/process";
import { ensurePulumi } from "../../tools/pulumi-cli/ensurePulumi";
import { pulumiEnvironment } from "../../tools/pulumi-cli/pulumiEnvironment";
import { Ccm } from "../support/control";
import { installProject, pack, type Packed } from "../support/packedPackage";
import { root } from "../support/steps";

const program = `const ccm = require("pulumi-fortanix-ccm");
const run = new ccm.WorkflowRun("run", {
    graphId: "${SEED.graphId}",
    graphVersion: process.env.GRAPH_VERSION ?? "2",
    deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: "${SEED.kubernetesClusterId}" } },
});
exports.status = run.runStatus;
`;

describe("the packed package", () => {
    let folder: string;
    let packed: Packed;
    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "pack-"));
        packed = await pack(folder);
    });
    after(() => rmSync(folder, { recursive: true }));

    it("holds compiled code, declarations, README and LICENSE, and nothing else", () => {
        const other = packed.files
            .map(({ path }) => path)
            .filter((path) => !/^dist\/((ccm|lifecycle|dynamic|review|doctor|cli)\/)?\w+\.(js|d\.ts)$/.test(path));
        assert.deepEqual(other.sort(), ["LICENSE", "README.md", "package.json"]);
        assert.ok(packed.size < 150_000, `${packed.size} bytes`);
    });

    it("publint has nothing to say", async () => {
        const { code, stdout, stderr } = await run(
            process.execPath,
            [join(root, "node_modules/publint/src/cli.js"), "--strict", packed.tarball],
            { cwd: root },
        );
        assert.equal(code, 0, stdout + stderr);
    });

    it("its types resolve wherever a program may import them", async () => {
        const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
        const { code, stdout, stderr } = await run(
            process.execPath,
            [attw, packed.tarball, "--profile", "node16", "--no-color"],
            { cwd: root },
        );
        assert.equal(code, 0, stdout + stderr);
    });

    it("its declarations are plain enough for the parser that Pulumi falls back to", () => {
        const fromSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
        const old = fromSdk("./vendor/typescript@3.8.3/typescript.js") as typeof TypeScript;
        assert.equal(old.version, "3.8.3");
        const declarations = packed.files
            .map(({ path }) => path)
            .filter((path) => /^dist\/(\w+|dynamic\/runtime)\.d\.ts$/.test(path));
        assert.ok(declarations.length >= 4);
        for (const path of declarations) {
            const text = readFileSync(join(root, "provider", path), "utf8");
            const { diagnostics } = old.transpileModule(text, { fileName: "declaration.ts", reportDiagnostics: true });
            assert.deepEqual(
                (diagnostics ?? []).map(({ messageText }) => messageText),
                [],
                path,
            );
        }
    });

    for (const [name, sdk] of [
        ["oldest", "3.216.0"],
        ["newest", "3.270.0"],
    ] as const) {
        it(`installed in an empty project with the ${name} SDK: preview, up and destroy`, async () => {
            const project = await installProject([packed.tarball, `@pulumi/pulumi@${sdk}`]);
            const ccm = await Ccm.start();
            try {
                writeFileSync(join(project, "Pulumi.yaml"), "name: project\nruntime: nodejs\n");
                writeFileSync(join(project, "index.js"), program);
                const { program: pulumi } = await ensurePulumi(console.log);
                const env = {
                    ...pulumiEnvironment(join(project, ".pulumi")),
                    FORTANIX_CCM_ENDPOINT: ccm.url,
                    FORTANIX_CCM_TOKEN: SEED.writerToken,
                };
                const runPulumi = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
                    run(pulumi, [...args, "--non-interactive"], { cwd: project, env: { ...env, ...more } });
                for (const args of [
                    ["stack", "init", "test"],
                    ["preview"],
                    ["up", "--yes", "--skip-preview"],
                    ["destroy", "--yes", "--skip-preview"],
                ]) {
                    const { code, stdout, stderr } = await runPulumi(args);
                    assert.equal(code, 0, stdout + stderr);
                    if (args[0] === "up") assert.match(stdout, /status: "RUNNING"/);
                }
                // How a program fails a preview differs between versions of the SDK.
                const refused = await runPulumi(["preview"], { GRAPH_VERSION: "3" });
                assert.notEqual(refused.code, 0);
                assert.match(refused.stdout, /error: graphVersion 3: graph "nightly-scoring" has no final version 3/);
                const cli = join(project, "node_modules", "pulumi-fortanix-ccm", "dist", "cli", "main.js");
                const doctor = await run(process.execPath, [cli, "doctor", "--json"], { cwd: project, env });
                const rows = JSON.parse(doctor.stdout) as { name: string; verdict: string; found: string }[];
                assert.equal(rows.find((row) => row.name === "SDK")?.found, `@pulumi/pulumi ${sdk}`, doctor.stdout);
                assert.equal(rows.find((row) => row.name === "role")?.verdict, "ok", doctor.stdout);
                assert.deepEqual(
                    (await ccm.runs()).map(({ status }) => status),
                    ["TERMINATED"],
                );
            } finally {
                await ccm.close();
                rmSync(project, { recursive: true, force: true });
            }
        });
    }
});
