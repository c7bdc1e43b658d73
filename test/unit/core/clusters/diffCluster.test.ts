import assert from "node:assert/strict";
import { ClusterOwnership, diffComputeCluster } from "../../../../provider/core";
import { differingFacts } from "../../../../provider/core/clusters/diffCluster";
import { UNKNOWN_VALUE } from "../../../../provider/core/values";

const A = "5f0f8c5e-6c0a-4a0e-9a56-0d5a4f2f7a01";
const B = "5f0f8c5e-6c0a-4a0e-9a56-0d5a4f2f7a02";

const aci = {
    subscription: A,
    resourceGroup: "group",
    servicePrincipal: { appId: "a", tenant: "t", password: "p" },
};
const news = { name: "east", description: "", aci };
const olds = { clusterId: A, name: "east", description: "", kind: "aci", subscription: A, resourceGroup: "group" };

describe("what the next update does with a cluster", () => {
    const by = (change: object, state: object = {}) =>
        diffComputeCluster(A, { ...olds, ...state }, { ...news, ...change });

    it("is left to the inputs when CCM shows what is declared", () => {
        assert.deepEqual(by({}), { kind: "byInputs" });
        assert.deepEqual(by({ aci: { ...aci, subscription: A.toUpperCase() } }), { kind: "byInputs" });
        assert.deepEqual(by({ adoptClusterId: A.toUpperCase() }), { kind: "byInputs" }, "the one it has");
    });

    it("is a change when CCM shows something else, named by property", () => {
        assert.deepEqual(by({}, { description: "hands off", resourceGroup: "other" }), {
            kind: "drift",
            reason: "is not as CCM shows it: description, resourceGroup",
        });
        assert.deepEqual(by({ name: "far-east" }), { kind: "drift", reason: "renames the cluster in CCM" });
        assert.deepEqual(by({ name: "far-east" }, { description: "hands off" }), {
            kind: "drift",
            reason: "renames the cluster in CCM; is not as CCM shows it: description",
        });
        const located = { aci: { ...aci, deploymentLocation: "westeurope" } };
        assert.equal(by(located).kind, "byInputs", "what CCM does not tell is no difference");
        assert.equal(by(located, { deploymentLocation: "eastus" }).kind, "drift");
    });

    it("is a replacement when the kind changes, the old one first where the name is the same", () => {
        const reason = "replaces the cluster: CCM cannot turn one of the kind kubernetes into one of the kind aci";
        const replace = { kind: "replace", properties: ["aci"], reason };
        assert.deepEqual(by({}, { kind: "kubernetes" }), { ...replace, deleteFirst: true });
        assert.deepEqual(by({ name: "far-east" }, { kind: "kubernetes" }), { ...replace, deleteFirst: false });
        assert.equal(by({}, { kind: undefined }).kind, "byInputs", "a kind that is not known");
    });

    it("is a replacement when another one is to be adopted, and only when that is there the old one goes", () => {
        const replace = { kind: "replace", properties: ["adoptClusterId"], deleteFirst: false };
        assert.deepEqual(by({ adoptClusterId: B }), {
            ...replace,
            reason: `takes over another cluster: ${B} (adoptClusterId)`,
        });
        assert.deepEqual(by({ adoptClusterId: UNKNOWN_VALUE }), {
            ...replace,
            reason: "takes over another cluster: adoptClusterId is not known yet",
        });
    });

    it("is left to the inputs while a value is not known, at any depth", () => {
        const drifted = { description: "hands off" };
        for (const change of [
            { name: UNKNOWN_VALUE },
            { aci: { ...aci, servicePrincipal: { ...aci.servicePrincipal, password: UNKNOWN_VALUE } } },
            { aci: undefined, kubernetes: { kubeconfig: { users: [{ user: UNKNOWN_VALUE }] } } },
        ]) {
            const state = "kubernetes" in change ? { ...drifted, kind: "kubernetes" } : drifted;
            assert.deepEqual(by(change, state), { kind: "byInputs" });
        }
    });
});

describe("two descriptions of a cluster", () => {
    it("differ in what both tell, whatever the spelling of a server", () => {
        assert.deepEqual(differingFacts({ server: "https://C.example:443/" }, { server: "https://c.example" }), []);
        assert.deepEqual(differingFacts({ server: "https://c.example/a" }, { server: "https://c.example" }), [
            "server",
        ]);
        assert.deepEqual(differingFacts({ name: "a/" }, { name: "a" }), ["name"]);
        assert.deepEqual(differingFacts({ server: "no url" }, { server: "no url" }), []);
    });
});

describe("which resource has which cluster", () => {
    it("one has it, and a second one gets none", () => {
        const holders = new ClusterOwnership();
        assert.equal(holders.claim(A, "one"), true);
        assert.equal(holders.claim(A.toUpperCase(), "one"), true);
        assert.equal(holders.claim(A, "two"), false);
        assert.equal(holders.claim(B, "two"), true);
    });

    it("it goes with the resource that has it", () => {
        const holders = new ClusterOwnership();
        assert.equal(holders.staysOnDelete(A, "one"), false);
        holders.claim(A, "one");
        assert.equal(holders.staysOnDelete(A.toUpperCase(), "one"), false);
        assert.equal(holders.staysOnDelete(A, "another"), true);
    });

    it("it stays when it has just been taken over, by another resource or anew by the same", () => {
        const holders = new ClusterOwnership();
        holders.claim(A, "two", { adopted: true });
        holders.claim(A, "two");
        assert.equal(holders.staysOnDelete(A, "one"), true);
        assert.equal(holders.staysOnDelete(A, "two"), true);
    });
});
