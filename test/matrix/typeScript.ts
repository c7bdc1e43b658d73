import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mustRunNode } from "./mustRunNode";
import { installWith } from "./packageManagers";

const PROGRAM = `import * as ccm from "pulumi-fortanix-ccm";

const provider = new ccm.Provider("p", { token: "t" });
const graph = ccm.getWorkflowGraphOutput({ name: "g" }, { provider });
const cluster = new ccm.ComputeCluster("c", { kubernetes: { kubeconfig: "..." } }, { provider });
const run = new ccm.WorkflowRun("r", {
    graphId: graph.graphId,
    graphVersion: graph.graphVersion,
    deployment: { kubernetesSingleJob: { namespace: "n", clusterId: cluster.clusterId } },
    runtimeConfigs: graph.runtimeConfigs({ scorer: { deployment: { kubernetes: { jobSpec: {} } } } }),
});
export const status: ccm.RunStatus | undefined = undefined;
export const seconds = new ccm.WorkflowRunCompletion("d", { runId: run.runId }).durationSeconds;
`;

/** Compiles a program against the packed package's declarations. @throws Error with the compiler's output */
export async function tryTypeScript(version: string, tarball: string, sdk: string): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "types-"));
    try {
        writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "p", private: true }));
        writeFileSync(join(folder, "index.ts"), PROGRAM);
        const compilerOptions = {
            strict: true,
            exactOptionalPropertyTypes: true,
            target: "es2022",
            module: "node16",
            moduleResolution: "node16",
            noEmit: true,
            // Declarations of other packages are not tested; ours are still read, because the program uses them.
            skipLibCheck: true,
        };
        writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
        const packages = [`typescript@${version}`, "@types/node@20", `@pulumi/pulumi@${sdk}`];
        await installWith("npm", folder, tarball, packages);
        const tsc = join(folder, "node_modules", "typescript", "bin", "tsc");
        await mustRunNode(folder, [tsc, "-p", "."]);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
