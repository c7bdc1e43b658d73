import assert from "node:assert/strict";
import { SEED } from "fortanix-ccm-simulator";
import { KUBECONFIG } from "../support/kubeconfigs";
import { failureOf, sharedPlugin } from "../support/plugin";
import type { Properties } from "../support/pluginProcess";

interface Cluster {
    readonly cluster_id: string;
    readonly name: string;
    readonly kubernetes?: { readonly server: string };
}

const principal = { appId: "a", tenant: "t", password: "p" };

describe("a cluster whose name exists in CCM", () => {
    const scenario = sharedPlugin();

    const kubernetes = (args: Properties) =>
        scenario().inputsOf("computeCluster", { kubernetes: { kubeconfig: KUBECONFIG }, ...args });
    const clusters = async () => ((await scenario().ccm.call("GET", "/clusters")) as { items: Cluster[] }).items;

    it("is refused with the line that adopts it, and adopted with that line", async () => {
        const { ccm, plugin } = scenario();
        const { message } = await failureOf(plugin.create(await kubernetes({ name: "aks-west" })));
        const line = `adoptClusterId: "${SEED.kubernetesClusterId}"`;
        assert.match(message, new RegExp(`CCM already has a cluster named aks-west: .*${line}`));

        const inputs = await kubernetes({ name: "aks-west", adoptClusterId: SEED.kubernetesClusterId });
        const { id, outputs } = await plugin.create(inputs);
        assert.equal(id, SEED.kubernetesClusterId);
        const said = scenario().textsOf(inputs);
        assert.ok(said.includes(`adopted cluster ${id} (aks-west)`), said.join("\n"));
        const adopted = (await clusters()).find(({ cluster_id }) => cluster_id === id);
        assert.equal(adopted?.kubernetes?.server, "https://east.example.com:6443");
        assert.deepEqual(await ccm.requests("createCluster"), []);

        // Another kind requires another cluster.
        const aci = { subscription: SEED.accountId, resourceGroup: "ccm", servicePrincipal: principal };
        const other = await scenario().inputsOf("computeCluster", { name: "aks-west", aci });
        const { replaces, deleteBeforeReplace } = await plugin.diff(id, outputs, other);
        assert.ok(replaces.length > 0);
        assert.equal(deleteBeforeReplace, true, "cluster names are unique in CCM");
        const why = plugin.lines.some(({ text }) => text.includes("CCM cannot change its kind from kubernetes to aci"));
        assert.ok(why, JSON.stringify(plugin.lines));
    });

    it("is created once if the response is lost, and is gone after another client has deleted it", async () => {
        const { ccm, plugin } = scenario();
        await ccm.fault({ operation: "createCluster", when: "after", kind: "reset", times: 1 });
        const inputs = await kubernetes({ name: "east" });
        const { id, outputs } = await plugin.create(inputs);
        assert.equal((await ccm.requests("createCluster")).length, 1);
        const said = scenario().textsOf(inputs).join("\n");
        assert.match(said, /no response to the create request; CCM's list shows that it created cluster/);

        await ccm.call("DELETE", `/clusters/${id}`);
        assert.equal((await plugin.read(id, outputs)).id, "");
        assert.ok(
            plugin.lines.some(({ text }) =>
                text.includes("is not known to CCM any more, so it is removed from the state"),
            ),
        );
    });
});
