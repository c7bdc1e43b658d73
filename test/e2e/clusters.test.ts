import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { inStack, type Scenario } from "../support/scenario";
import type { ResourceSpec } from "../support/stack";
import { KUBECONFIG, KUBECONFIG_TOKEN } from "../support/kubeconfigs";

interface Cluster {
    readonly cluster_id: string;
    readonly name: string;
    readonly description: string;
    readonly kubernetes?: { readonly server: string };
}

const PASSWORD = "principal-password-that-nobody-may-see";

function kubernetes(args: Record<string, unknown> = {}): ResourceSpec {
    return { type: "ComputeCluster", args: { kubernetes: { kubeconfig: KUBECONFIG }, ...args } };
}

const aci: ResourceSpec = {
    type: "ComputeCluster",
    args: {
        name: "aci-east",
        aci: {
            subscription: SEED.accountId,
            resourceGroup: "ccm",
            servicePrincipal: { appId: "a", tenant: "t", password: PASSWORD },
        },
    },
};

const runOnEast: ResourceSpec = {
    args: {
        graphId: SEED.graphId,
        graphVersion: "2",
        deployment: {
            kubernetesSingleJob: { namespace: "scoring", clusterId: { $of: "east", output: "clusterId" } },
        },
    },
};

async function clusters({ ccm }: Scenario): Promise<Record<string, Cluster>> {
    const { items } = (await ccm.call("GET", "/clusters")) as { items: Cluster[] };
    return Object.fromEntries(items.map((cluster) => [cluster.name, cluster]));
}

async function up({ stack }: Scenario): Promise<string> {
    const { code, output } = await stack.up();
    assert.equal(code, 0, output);
    return output;
}

async function failingUp({ stack }: Scenario): Promise<string> {
    const { code, output } = await stack.up();
    assert.notEqual(code, 0, output);
    return output;
}

describe("a compute cluster", () => {
    inStack("is created before its run, updated in place, and deleted once no run is active", async (scenario) => {
        const { ccm, stack } = scenario;
        stack.declare({ east: kubernetes(), aci, run: runOnEast });
        await up(scenario);
        const made = await clusters(scenario);
        const id = made["east"]?.cluster_id ?? "";
        assert.equal(made["east"]?.kubernetes?.server, "https://east.example.com:6443");
        assert.ok(made["aci-east"]);
        const { outputs } = stack.theResource("east");
        assert.equal(outputs["clusterId"], id);
        assert.equal(outputs["kind"], "kubernetes");
        assert.ok(!("kubernetes" in outputs) && !("aci" in stack.theResource("aci").outputs));
        const state = await stack.exportState();
        for (const secret of [KUBECONFIG_TOKEN, PASSWORD]) assert.ok(!state.includes(secret));

        // Another client changes the cluster; the program is written differently but declares the same.
        const whole = (await ccm.requests("createCluster")).map(({ body }) => body as { name: string });
        const own = whole.find(({ name }) => name === outputs["name"]);
        assert.ok(own !== undefined);
        await ccm.call("PATCH", `/clusters/${id}`, { ...own, description: "hands off" });
        const refresh = await stack.refresh();
        assert.match(refresh.output, /changed in CCM: description/);
        stack.declare({
            east: kubernetes({ kubernetes: { kubeconfig: KUBECONFIG, context: "east" } }),
            aci,
            run: runOnEast,
        });
        const preview = await stack.preview();
        assert.match(preview.output, /differs from the cluster in CCM: description/);
        assert.match(preview.output, /~ 1 to update/);
        assert.doesNotMatch(preview.output, /to replace/, "the cluster's run is not replaced");
        await up(scenario);
        assert.equal((await clusters(scenario))["east"]?.description, "");

        // A new token, and a new name.
        const renewed = KUBECONFIG.replace(KUBECONFIG_TOKEN, `${KUBECONFIG_TOKEN}-2`);
        stack.declare({
            east: kubernetes({ name: "far-east", kubernetes: { kubeconfig: renewed } }),
            aci,
            run: runOnEast,
        });
        const renamed = await up(scenario);
        assert.match(renamed, /~ 1 updated/);
        assert.equal((await clusters(scenario))["far-east"]?.cluster_id, id);

        const foreign = await ccm.startForeign({
            deployment: { kubernetes_single_job: { namespace: "x", cluster_id: id } },
        });
        const refused = await stack.destroy();
        assert.notEqual(refused.code, 0);
        assert.match(
            refused.output.replaceAll("\n", " "),
            new RegExp(`cluster ${id} was not deleted, because runs are active on it: ${foreign} \\(`),
        );
        await ccm.end(foreign, "SUCCEEDED");
        // The delete takes effect, but its response is lost: the retry finds the cluster deleted.
        await ccm.fault({ operation: "deleteCluster", when: "after", kind: "reset", times: 1 });
        const destroyed = await stack.destroy();
        assert.equal(destroyed.code, 0, destroyed.output);
        assert.deepEqual(Object.keys(await clusters(scenario)).sort(), ["aci-west", "aks-west"]);
        for (const { output } of [refresh, refused, destroyed]) assert.ok(!output.includes(KUBECONFIG_TOKEN));
    });

    inStack("that was adopted is not deleted by a move, a replacement or a wrong adoptClusterId", async (scenario) => {
        const { stack } = scenario;
        const adoptClusterId = SEED.kubernetesClusterId;
        const isThere = async () =>
            Object.values(await clusters(scenario)).some(({ cluster_id }) => cluster_id === adoptClusterId);
        const adopted = (opts: Record<string, unknown> = {}) => ({
            ...kubernetes({ name: "w", adoptClusterId }),
            opts,
        });
        stack.declare({ one: adopted() });
        await up(scenario);
        // The cluster moves to a resource with another name.
        stack.declare({ two: adopted() });
        assert.match(
            await up(scenario),
            new RegExp(`cluster ${adoptClusterId} is kept: another resource has adopted it`),
        );
        assert.ok(await isThere());
        // The resource is replaced and adopts the same cluster again.
        const replaced = await stack.up("--replace", stack.theResource("two").urn);
        assert.equal(replaced.code, 0, replaced.output);
        assert.ok(await isThere());
        // A second resource cannot adopt it, whichever comes first.
        stack.declare({ first: adopted(), two: adopted({ dependsOn: [{ $resource: "first" }] }) });
        assert.match((await stack.up()).output, /is also the cluster of another resource of this stack/);
        stack.declare({ two: adopted() });
        await up(scenario);
        assert.ok(await isThere());
        // A wrong adoptClusterId deletes nothing.
        stack.declare({ two: kubernetes({ name: "w", adoptClusterId: SEED.accountId }) });
        assert.match(await failingUp(scenario), /which adoptClusterId names, is not known to CCM/);
        assert.ok(await isThere());
    });
});
