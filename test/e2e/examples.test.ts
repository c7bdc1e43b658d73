import assert from "node:assert/strict";
import { join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import { Ccm } from "../support/control";
import { exampleNames, readExample } from "../support/examples";
import { KUBECONFIG, KUBECONFIG_TOKEN } from "../support/kubeconfigs";
import { inStack as inDefaultStack, type Scenario } from "../support/scenario";
import { TestStack } from "../support/stack";
import { root } from "../../tools/repository";

type Life = (scenario: Scenario & { readonly up: () => Promise<string> }) => Promise<void>;

const tried = new Set<string>();

/** Tests an example: runs `up` as its README says, checks the result, and destroys a stack that has a cluster. */
function takesItsCourse(
    name: string,
    promise: string,
    look: Life,
    changes: { files?: Record<string, string>; settings?: (ccm: Ccm) => Record<string, string> } = {},
): void {
    inDefaultStack(`${name}: ${promise}`, async ({ ccm, stack }) => {
        tried.add(name);
        const { files, settings, secrets } = readExample(name);
        stack.write({ ...files, ...changes.files });
        await configure(stack, { ...settings, ...changes.settings?.(ccm) }, secrets);
        const up = async () => {
            const { code, output } = await stack.up();
            assert.equal(code, 0, output);
            return output;
        };
        await look({ ccm, stack, up });
        // e2e/destroy tests how runs end.
        if (!stack.resources().some(({ type }) => type.endsWith(":ComputeCluster"))) return;
        const destroyed = await stack.destroy();
        assert.equal(destroyed.code, 0, destroyed.output);
        const active = (await ccm.runs()).filter(({ status }) => status === "RUNNING" || status === "PENDING");
        assert.deepEqual(active, []);
        const { items } = (await ccm.call("GET", "/clusters")) as { items: object[] };
        assert.equal(items.length, 2, "only the seeded clusters are left");
    });
}

/** Sets the configuration: secrets with the CLI, which encrypts them, the rest in the file. */
async function configure(
    stack: TestStack,
    settings: Record<string, string>,
    secrets: readonly string[],
): Promise<void> {
    stack.configure(Object.fromEntries(Object.entries(settings).filter(([key]) => !secrets.includes(key))));
    const pairs = secrets.flatMap((key) => ["--secret", `${key}=${settings[key]}`]);
    if (pairs.length > 0) await stack.mustRun("config", "set-all", ...pairs);
}

describe("the examples", () => {
    takesItsCourse(
        "kubernetes",
        "starts a run on the cluster that it creates",
        async ({ ccm, stack, up }) => {
            await up();
            const [run] = await ccm.runs();
            const { clusterId, runId } = stack.outputs();
            assert.equal(runId, run?.runId);
            const deployment = { kubernetes_single_job: { namespace: "default", cluster_id: clusterId } };
            assert.deepEqual(run?.request["deployment"], deployment);
            assert.ok(!(await stack.exportState()).includes(KUBECONFIG_TOKEN));
        },
        {
            files: {
                "cloud.ts": `import { secret } from "@pulumi/pulumi";\nexport const kubeconfig = secret(${JSON.stringify(KUBECONFIG)});\n`,
            },
        },
    );

    const principal = { appId: "a", tenant: "t", password: "a-principal's-password" };
    const azure = { subscription: SEED.accountId, resourceGroup: "ccm", servicePrincipal: principal };
    takesItsCourse(
        "aci",
        "starts a run and exports the name of its container group",
        async ({ ccm, stack, up }) => {
            await up();
            const [run] = await ccm.runs();
            assert.equal(typeof stack.outputs()["containerGroup"], "string");
            assert.match(JSON.stringify(run?.request["runtime_configs"]), /"MODEL_KEY":"a-key"/);
            const state = await stack.exportState();
            for (const secret of ["a-key", principal.password]) assert.ok(!state.includes(secret));
        },
        {
            files: {
                "cloud.ts": `export const azure = ${JSON.stringify(azure)};\nexport const permission: never[] = [];\n`,
            },
        },
    );

    describe("with two CCMs", () => {
        let other: Ccm;
        before(async () => (other = await Ccm.start({ deployment: "armor" })));
        after(() => other.close());
        takesItsCourse(
            "two-accounts",
            "starts a run in each account",
            async ({ ccm, up }) => {
                await up();
                for (const account of [ccm, other]) assert.equal((await account.runs()).length, 1);
            },
            {
                settings: (ccm) => ({
                    researchEndpoint: ccm.url,
                    researchToken: SEED.writerToken,
                    productionEndpoint: other.url,
                    productionAppId: SEED.app.appId,
                    productionApiKey: SEED.app.apiKey,
                }),
            },
        );
    });

    takesItsCourse("pipeline", "starts each step after its dependencies", async ({ ccm, stack, up }) => {
        await ccm.script({ pendingSeconds: 0, runningSeconds: 1 });
        await up();
        const starts = await ccm.requests("startRun");
        const steps = starts.map(({ body }) => JSON.stringify(body).match(/"namespace":"([a-z-]+)"/)?.[1] ?? "");
        assert.deepEqual(
            [steps[0], steps.slice(1, 3).sort(), steps[3]],
            ["extract", ["train-north", "train-south"], "report"],
        );
        assert.ok(Number(stack.outputs()["seconds"]) >= 1);
    });

    takesItsCourse("nightly", "starts one run for each night", async ({ ccm, stack, up }) => {
        await up();
        stack.configure({ night: "2026-02-01" });
        assert.match(await up(), /new run: triggers\.night changed/);
        const statuses = (await ccm.runs()).map(({ status }) => status).sort();
        assert.deepEqual(statuses, ["RUNNING", "TERMINATED"]);
    });

    takesItsCourse("secrets", "stores no secret in the state", async ({ ccm, stack, up }) => {
        await up();
        const [run] = await ccm.runs();
        const places = stack.theResource("scoring").inputs["__secretPaths"] as string[][];
        assert.deepEqual(
            places.map((path) => path.at(-1)),
            ["DATABASE_PASSWORD", "DATABASE_URL"],
            "other inputs are not secret",
        );
        assert.match(JSON.stringify(run?.request), /postgres:\/\/scorer:a-password@db/);
        assert.ok(!(await stack.exportState()).includes("a-password"));
    });

    takesItsCourse("adopt", "adopts the orphaned run, and starts none", async ({ ccm, stack, up }) => {
        const orphan = await ccm.startForeign();
        stack.configure({ orphan });
        await up();
        assert.deepEqual(stack.outputs(), { runId: orphan, others: 0 });
        assert.equal((await ccm.runs()).length, 1);
    });

    takesItsCourse("component", "starts a run in each of two components", async ({ ccm, up }) => {
        await ccm.script({ pendingSeconds: 0, runningSeconds: 0 });
        await up();
        assert.equal((await ccm.runs()).length, 2);
    });

    inDefaultStack("stack-references: a run of one stack uses the other's cluster", async ({ ccm, stack: infra }) => {
        infra.write(readExample("stack-references/infra").files);
        infra.configure({ kubeconfig: KUBECONFIG });
        await infra.mustRun("up", "--yes", "--skip-preview");
        const { files, settings } = readExample("stack-references/app");
        const app = await TestStack.create(
            { FORTANIX_CCM_ENDPOINT: ccm.url, FORTANIX_CCM_TOKEN: SEED.writerToken },
            { ...files, "Pulumi.yaml": (files["Pulumi.yaml"] ?? "").replace("name: test", "name: app") },
            infra,
        );
        const pairs = Object.entries({ ...settings, infra: "organization/test/test" });
        await app.mustRun("config", "set-all", ...pairs.flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]));
        await app.mustRun("up", "--yes", "--skip-preview");
        const refused = await infra.destroy();
        assert.notEqual(refused.code, 0);
        assert.match(refused.output, /was not deleted, because runs are active on it/);
        await app.mustRun("destroy", "--yes", "--skip-preview");
        for (const part of ["app", "infra"]) tried.add(`stack-references/${part}`);
        await app.remove();
    });

    inDefaultStack("template: a project created by `pulumi new` starts a run", async ({ stack }) => {
        const template = join(root, "examples", "template");
        await stack.mustRun("new", template, "--generate-only", "--yes", "--force", "--name", "test");
        stack.configure({ graph: "nightly-scoring", version: "2", cluster: "aks-west" });
        await stack.mustRun("up", "--yes", "--skip-preview");
        assert.equal(stack.outputs()["runStatus"], "RUNNING");
    });

    describe("all of them", () => {
        it("are tested, here or by the quickstart's own test, and listed", () => {
            assert.deepEqual([...tried, "quickstart"].sort(), exampleNames());
            const { readme } = readExample(".");
            for (const name of exampleNames()) assert.ok(readme.includes(`(${name.replace(/\/.*/, "")})`), name);
        });
    });
});
