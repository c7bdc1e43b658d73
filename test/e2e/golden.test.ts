import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import { run } from "../../tools/process";
import { cliScript } from "../../tools/repository";
import { expectGolden } from "../support/golden";
import { ACI, inStack, kubernetesRun, UNHURRIED } from "../support/scenario";

const scorer = SEED.runtimeConfigIds["2"];

/** In CI, each status has one line, however long it takes. */
const environment = { CI: "true", FORTANIX_CCM_PREFLIGHT: undefined };

describe("the output that users see, as reviewed in test/golden", () => {
    inStack(
        "is unchanged for the lifecycle of a run",
        async ({ ccm, stack }) => {
            await ccm.script({
                pendingSeconds: 1,
                stoppingSeconds: 1,
                reason: "OOMKilled",
                logs: { [scorer]: "loading\nkilled\n" },
            });
            const transcript: string[] = [];
            const command = async (...args: string[]) => {
                const { code, output } = await stack.run(...args);
                transcript.push(`$ pulumi ${args.join(" ")}\n${output}exit ${code}\n`);
            };
            stack.declare({ nightly: kubernetesRun({ triggers: { image: "1" } }) });
            await command("preview");
            await command("up", "--yes", "--skip-preview");
            stack.declare({ nightly: kubernetesRun({ triggers: { image: "2" } }) });
            await command("preview");
            await ccm.end((await stack.theRun("nightly")).id, "FAILED");
            await command("refresh", "--yes", "--skip-preview");
            await command("up", "--yes", "--skip-preview");
            await command("destroy", "--yes", "--skip-preview");
            expectGolden("life.txt", transcript.join("\n"));
        },
        { environment },
    );

    inStack("is unchanged for a failed run", async ({ ccm, stack }) => {
        await ccm.script({
            pendingSeconds: 0,
            runningSeconds: 0,
            outcome: "FAILED",
            reason: "OOMKilled",
            logs: { [scorer]: "loading\nout of memory\n" },
        });
        stack.declare({ nightly: kubernetesRun({ rerunOn: [] }) });
        expectGolden("failure.txt", (await stack.up()).output);
    });

    inStack(
        "is unchanged for mistakes in a preview",
        async ({ stack }) => {
            stack.declare({
                nightly: kubernetesRun({
                    graphVersion: "3",
                    deployment: { aciSingleJob: { clusterId: SEED.kubernetesClusterId } },
                }),
            });
            expectGolden("preflight.txt", (await stack.preview()).output);
        },
        { ...UNHURRIED, environment },
    );

    inStack("is unchanged for a review of every kind of change", async ({ ccm, stack }) => {
        const job = (image: string) => ({
            runtimeConfigs: {
                [scorer]: {
                    deployment: {
                        kubernetes: {
                            jobSpec: {
                                spec: { template: { spec: { image, note: "``` <b>@all</b>" } }, completions: 1 },
                                env: [{ name: "PASSWORD", value: { $secret: "hunter2-hunter2" } }],
                            },
                        },
                    },
                },
            },
        });
        stack.declare({
            same: kubernetesRun(),
            job: kubernetesRun(job("scorer:1")),
            failed: kubernetesRun(),
            removed: kubernetesRun(),
            left: kubernetesRun({ stopOnDelete: false }),
            kept: kubernetesRun({}, { retainOnDelete: true }),
            settings: kubernetesRun(),
        });
        await stack.mustRun("up", "--yes", "--skip-preview");
        await ccm.end((await stack.theRun("failed")).id, "FAILED");
        await stack.refresh();
        const orphan = await ccm.startForeign({ graph_version: "1" });
        stack.declare({
            same: kubernetesRun(),
            job: kubernetesRun(job("scorer:2")),
            failed: kubernetesRun(),
            settings: kubernetesRun({ waitFor: "NONE" }),
            fresh: kubernetesRun({
                graphVersion: "1",
                deployment: ACI,
                triggers: { token: { $secret: "hunter3-hunter3" } },
            }),
            later: kubernetesRun({ graphVersion: { $later: "2", after: "fresh" } }),
            adopted: kubernetesRun({ graphVersion: "1", adoptRunId: orphan }),
        });
        const { output } = await stack.preview("--json");
        const [preview, page] = [join(stack.folder, "preview.json"), join(stack.folder, "review.html")];
        writeFileSync(preview, output);
        const { stdout, stderr, code } = await run(process.execPath, [
            cliScript,
            "review",
            preview,
            "--fail-on",
            "stop",
        ]);
        expectGolden("review.md", `${stdout}\n${stderr}exit ${code}\n`);
        await run(process.execPath, [cliScript, "review", preview, "--html", page]);
        expectGolden("review.html", readFileSync(page, "utf8"));
    });
});
