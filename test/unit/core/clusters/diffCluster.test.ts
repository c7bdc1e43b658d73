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

describe("the next update of a cluster", () => {
    const by = (change: object, state: object = {}) =>
        diffComputeCluster(A, { ...olds, ...state }, { ...news, ...change });

    it("depends on the inputs alone if CCM shows what is declared", () => {
        assert.deepEqual(by({}), { kind: "byInputs" });
        assert.deepEqual(by({ aci: { ...aci, subscription: A.toUpperCase() } }), { kind: "byInputs" });
        assert.deepEqual(
            by({ adoptClusterId: A.toUpperCase() }),
            { kind: "byInputs" },
            "the cluster that it already has",
        );
    });

    it("is a change if CCM shows something else, named by property", () => {
        assert.deepEqual(by({}, { description: "hands off", resourceGroup: "other" }), {
            kind: "drift",
            reason: "differs from the cluster in CCM: description, resourceGroup",
        });
        assert.deepEqual(by({ name: "far-east" }), { kind: "drift", reason: "renames the cluster in CCM" });
        assert.deepEqual(by({ name: "far-east" }, { description: "hands off" }), {
            kind: "drift",
            reason: "renames the cluster in CCM; differs from the cluster in CCM: description",
        });
        const located = { aci: { ...aci, deploymentLocation: "westeurope" } };
        assert.equal(by(located).kind, "byInputs", "a value that CCM leaves out is not a difference");
        assert.equal(by(located, { deploymentLocation: "eastus" }).kind, "drift");
    });

    it("is a replacement if the kind changes, with the old one deleted first if the name is the same", () => {
        const reason = "replaces the cluster: CCM cannot change its kind from kubernetes to aci";
        const replace = { kind: "replace", properties: ["aci"], reason };
        assert.deepEqual(by({}, { kind: "kubernetes" }), { ...replace, deleteFirst: true });
        assert.deepEqual(by({ name: "far-east" }, { kind: "kubernetes" }), { ...replace, deleteFirst: false });
        assert.equal(by({}, { kind: undefined }).kind, "byInputs", "an unknown kind is not a change");
    });

    it("is a replacement if another cluster is to be adopted, with the old one deleted last", () => {
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

    it("depends on the inputs alone while a value is unknown, at any depth", () => {
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
    it("differ in the facts that both contain, whatever the spelling of a server", () => {
        assert.deepEqual(differingFacts({ server: "https://C.example:443/" }, { server: "https://c.example" }), []);
        assert.deepEqual(differingFacts({ server: "https://c.example/a" }, { server: "https://c.example" }), [
            "server",
        ]);
        assert.deepEqual(differingFacts({ name: "a/" }, { name: "a" }), ["name"]);
        assert.deepEqual(differingFacts({ server: "no url" }, { server: "no url" }), []);
    });
});

describe("the ownership of clusters", () => {
    it("belongs to one resource, and not to a second", () => {
        const holders = new ClusterOwnership();
        assert.equal(holders.claim(A, "one"), true);
        assert.equal(holders.claim(A.toUpperCase(), "one"), true);
        assert.equal(holders.claim(A, "two"), false);
        assert.equal(holders.claim(B, "two"), true);
    });

    it("lets the owner delete its cluster, and no other resource", () => {
        const holders = new ClusterOwnership();
        assert.equal(holders.staysOnDelete(A, "one"), false);
        holders.claim(A, "one");
        assert.equal(holders.staysOnDelete(A.toUpperCase(), "one"), false);
        assert.equal(holders.staysOnDelete(A, "another"), true);
    });

    it("keeps a cluster that was just adopted, by another resource or again by the same", () => {
        const holders = new ClusterOwnership();
        holders.claim(A, "two", { adopted: true });
        holders.claim(A, "two");
        assert.equal(holders.staysOnDelete(A, "one"), true);
        assert.equal(holders.staysOnDelete(A, "two"), true);
    });
});
