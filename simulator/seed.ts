import { createHash } from "node:crypto";
import type { Principals } from "./principals";
import type { Graph, GraphVersion, World } from "./world";

/** The built-in data. It is the same at every start, so that examples and tests can refer to it. */
export const SEED = {
    kubernetesClusterId: "5f0f8c5e-6c0a-4a0e-9a56-0d5a4f2f7a01",
    aciClusterId: "5f0f8c5e-6c0a-4a0e-9a56-0d5a4f2f7a02",
    /** Versions 1 and 2 are final, 3 is not approved yet; none has a deployment of its own. */
    graphId: "9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c001",
    /** Version 1 is final and has a deployment of its own. */
    deployedGraphId: "9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c002",
    /** Shared by another account, in project `risk`; the label `stage` of version 1 is `prod`, of version 2 `test`. */
    sharedGraphId: "9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c003",
    /** The account that owns the shared graph. */
    otherAccountId: "c4b6b1c6-27f1-4d8e-8f57-93f2f1f1a002",
    /** Runtime configuration of the graph's only application, in its version 1 and in its version 2. */
    runtimeConfigIds: { "1": hash("scorer 1"), "2": hash("scorer 2") },
    accountId: "c4b6b1c6-27f1-4d8e-8f57-93f2f1f1a001",
    writerToken: "simulated-writer-token",
    readerToken: "simulated-reader-token",
    lockedToken: "simulated-locked-token",
    app: { appId: "9c1d9c2e-4e61-4a63-b3f4-6ad2e1a0b001", apiKey: "simulated-api-key+with/odd:characters" },
    user: { email: "engineer@example.com", password: "simulated-password" },
} as const;

const GROUP_ID = "0c1c33a4-0f5e-4c1d-9d3e-2f1f1f1f1001";
const SEEDED_AT = Date.UTC(2026, 0, 1) / 1000;

export function seed(world: World, principals: Principals): void {
    principals.allow(SEED.writerToken, "writer", "Writer");
    principals.allow(SEED.readerToken, "reader", "Reader");
    principals.allow(SEED.lockedToken, "locked", "Writer", false);
    principals.apps.push({ ...SEED.app, role: "Writer" });
    principals.users.push({ ...SEED.user, role: "Writer", accountIds: [SEED.accountId] });
    world.clusters.set(SEED.kubernetesClusterId, {
        cluster_id: SEED.kubernetesClusterId,
        name: "aks-west",
        description: "Kubernetes",
        created_by: GROUP_ID,
        kubernetes: { cluster: "aks-west", server: "https://kubernetes.example.com", user: "ccm" },
    });
    world.clusters.set(SEED.aciClusterId, {
        cluster_id: SEED.aciClusterId,
        name: "aci-west",
        description: "Azure Container Instances",
        created_by: GROUP_ID,
        aci: { subscription: GROUP_ID, resource_group: "ccm" },
    });
    addGraph(world, SEED.graphId, "nightly-scoring", { "1": graphVersion("1"), "2": graphVersion("2") }, ["3"]);
    const deployment = { kubernetes_single_job: { namespace: "ccm", cluster_id: SEED.kubernetesClusterId } };
    addGraph(world, SEED.deployedGraphId, "with-deployment", { "1": { ...graphVersion("1"), deployment } });
    const staged = (version: string, stage: string) => ({ ...graphVersion(version), labels: { stage } });
    addGraph(world, SEED.sharedGraphId, "shared-scoring", { "1": staged("1", "prod"), "2": staged("2", "test") }, [], {
        acct_id: SEED.otherAccountId,
        project: "risk",
    });
}

function addGraph(
    world: World,
    graphId: string,
    name: string,
    versions: Graph["versions"],
    drafts: Graph["drafts"] = [],
    more: Partial<Graph> = {},
): void {
    world.graphs.set(graphId, {
        graph_id: graphId,
        name,
        group_id: GROUP_ID,
        acct_id: SEED.accountId,
        created_at: SEEDED_AT,
        updated_at: SEEDED_AT,
        description: "",
        versions,
        drafts,
        ...more,
    });
}

function graphVersion(version: string): GraphVersion {
    const app = { image_id: "8d9a6f2e-3a52-4b0e-9c47-5a6f1f1f1001", config_id: hash(`config ${version}`) };
    return {
        created_at: SEEDED_AT,
        objects: {
            "node-1": { name: "scorer", ref: { app } },
            "node-2": { name: "customers", ref: { dataset: { dataset_id: "8d9a6f2e-3a52-4b0e-9c47-5a6f1f1f1002" } } },
        },
        edges: { "edge-1": { source: { id: "node-2" }, target: { id: "node-1", port: "input" } } },
        labels: {},
        runtime_configs: { [hash(`scorer ${version}`)]: { ...app, child_nodes: ["node-1"] } },
    };
}

function hash(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}
