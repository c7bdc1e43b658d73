import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { run } from "../../tools/process";
import { ensurePulumi } from "../../tools/pulumi-cli/ensurePulumi";
import { pulumiEnvironment } from "../../tools/pulumi-cli/pulumiEnvironment";
import { Ccm } from "../support/control";
import { environmentFor } from "../support/scenario";
import { folderOfNode } from "./nodes";
import { installWith, type Manager } from "./packageManagers";

export interface Cell {
    readonly manager: Manager;
    readonly format: "CommonJS" | "ESM";
    /** Version of `@pulumi/pulumi`. */
    readonly sdk: string;
    /** Major version. */
    readonly node: string;
}

const BODY = `
const graph = ccm.getWorkflowGraphOutput({ name: "nightly-scoring", version: process.env.GRAPH_VERSION ?? "2" });
const run = new ccm.WorkflowRun("run", {
    graphId: graph.graphId,
    graphVersion: process.env.RUN_VERSION ?? graph.graphVersion,
    deployment: { kubernetesSingleJob: {
        namespace: "scoring",
        clusterId: ccm.getClusterOutput({ name: "aks-west" }).clusterId,
    } },
    runtimeConfigs: graph.runtimeConfigs({ scorer: { deployment: { kubernetes: { jobSpec: {} } } } }),
});
const done = new ccm.WorkflowRunCompletion("done", { runId: run.runId, until: "RUNNING" });
`;

const PROGRAMS = {
    CommonJS: `const ccm = require("pulumi-fortanix-ccm");\n${BODY}exports.status = done.runStatus;\nexports.node = process.version;\n`,
    ESM: `import * as ccm from "pulumi-fortanix-ccm";\n${BODY}export const status = done.runStatus;\nexport const node = process.version;\n`,
};

/** A project for further checks. */
export interface Project {
    readonly folder: string;
    readonly ccm: Ccm;
    readonly pulumi: (args: readonly string[], more?: NodeJS.ProcessEnv) => ReturnType<typeof run>;
    readonly environment: NodeJS.ProcessEnv;
}

/**
 * Installs the packed package in an empty project for one cell of the matrix, and runs `up` and `destroy` there.
 *
 * @param look further checks of the project at the end
 * @throws Error with the output
 */
export async function tryCell(
    { manager, format, sdk, node }: Cell,
    tarball: string,
    look: (project: Project) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "project-"));
    await using ccm = await Ccm.start();
    try {
        const type = format === "ESM" ? "module" : "commonjs";
        writeFileSync(
            join(folder, "package.json"),
            JSON.stringify({ name: "p", private: true, main: "index.js", type }),
        );
        writeFileSync(join(folder, "Pulumi.yaml"), "name: project\nruntime: nodejs\n");
        writeFileSync(join(folder, "index.js"), PROGRAMS[format]);
        await installWith(manager, folder, tarball, [`@pulumi/pulumi@${sdk}`]);
        const { program } = await ensurePulumi(console.log);
        const bin = await folderOfNode(node);
        const environment = {
            ...pulumiEnvironment(join(folder, ".pulumi")),
            ...(bin !== undefined && { PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}` }),
            ...environmentFor(ccm),
            FORTANIX_CCM_PREFLIGHT: undefined,
        };
        const pulumi: Project["pulumi"] = (args, more = {}) =>
            run(program, [...args, "--non-interactive"], { cwd: folder, env: { ...environment, ...more } });
        for (const args of [
            ["stack", "init", "test"],
            ["up", "--yes", "--skip-preview"],
            ["destroy", "--yes", "--skip-preview"],
        ]) {
            const { code, stdout, stderr } = await pulumi(args);
            const isUp = /status: "RUNNING"/.test(stdout) && new RegExp(`node  : "v${node}\\.`).test(stdout);
            const isAsWanted = code === 0 && (args[0] !== "up" || isUp);
            if (!isAsWanted) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
        }
        const statuses = (await ccm.runs()).map(({ status }) => status).join();
        if (statuses !== "TERMINATED") throw new Error(`after the destroy the run is ${statuses}`);
        await look({ folder, ccm, pulumi, environment });
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
