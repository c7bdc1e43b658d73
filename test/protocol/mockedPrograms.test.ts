import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../tools/process";
import { packageScript, root } from "../../tools/repository";
import { programsIn } from "../support/documents";

const folder = join(root, ".work", "mockedPrograms");

async function mocha(name: string, text: string): Promise<string> {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${name}.test.ts`);
    writeFileSync(file, text);
    const script = packageScript("mocha", "bin", "mocha.js");
    const args = [script, "--no-config", "-r", "tsx/cjs", file];
    const { code, stdout, stderr } = await run(process.execPath, args, { cwd: root });
    assert.equal(code, 0, stdout + stderr);
    return stdout;
}

const MORE = `import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";
pulumi.runtime.setMocks({
    newResource: ({ inputs }) => ({ id: "own", state: { ...inputs, runId: "other" } }),
    call: ({ token }) => {
        if (token.endsWith("getClusters")) return { clusters: [{ name: "a" }] };
        if (token.endsWith("getWorkflowRuns")) return { runs: [{ runId: "r" }] };
        throw new Error("not mocked");
    },
});
it("is so", async () => {
    const run = new ccm.WorkflowRun("run", { graphId: "g", graphVersion: "2" });
    assert.equal(await new Promise((resolve) => run.runId.apply(resolve)), "other");
    assert.deepEqual((await ccm.getClusters()).map(({ name }) => name), ["a"]);
    const ids: string[] = [];
    for await (const { runId } of ccm.iterateWorkflowRuns()) ids.push(runId);
    assert.deepEqual(ids, ["r"]);
    await assert.rejects(ccm.getCluster({ name: "x" }), /getCluster: /);

    const { WorkflowRun, WorkflowRunCompletion, ComputeCluster, Provider } = ccm;
    const done = new WorkflowRunCompletion("done", { runId: run.runId });
    const cluster = new ComputeCluster("cluster", { kubernetes: { kubeconfig: "k" } });
    const provider = new Provider("west", { token: "t" });
    const all = [run, done, cluster, provider, undefined, {}, "text"];
    const kinds = [WorkflowRun, WorkflowRunCompletion, ComputeCluster, Provider];
    assert.deepEqual(
        kinds.map((kind) => all.filter((one) => kind.isInstance(one))),
        [[run], [done], [cluster], [provider]],
    );
});
`;

describe("unit tests of programs, with Pulumi's mocks", () => {
    it("the one in docs/unit-tests.md passes unchanged", async () => {
        const [test = ""] = programsIn("docs/unit-tests.md");
        assert.match(await mocha("docs", test), /1 passing/);
    });

    it("custom run ids, lookups of lists, and isInstance of every class work", async () => {
        assert.match(await mocha("more", MORE), /1 passing/);
    });
});
