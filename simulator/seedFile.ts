import { object, uuid } from "./bodies";
import type { Principals } from "./principals";
import { SEED } from "./seed";
import type { Cluster, Graph, GraphVersion, Role, World } from "./world";

/**
 * What a simulator holds instead of the built-in data. Graphs and clusters are written as CCM shows them, so that answers of a real
 * one can be pasted; what is left out of them is filled in. A kind that is left out stays as it is built in.
 */
export interface SeedFile {
    readonly graphs?: readonly SeededGraph[];
    readonly clusters?: readonly (Partial<Cluster> & Pick<Cluster, "cluster_id" | "name">)[];
    /** Bearer tokens that never end. */
    readonly tokens?: readonly { readonly token: string; readonly role?: Role }[];
    /** Client credentials. */
    readonly apps?: readonly { readonly appId: string; readonly apiKey: string; readonly role?: Role }[];
    readonly users?: readonly {
        readonly email: string;
        readonly password: string;
        readonly role?: Role;
        readonly accountIds?: readonly string[];
    }[];
}

type SeededGraph = Partial<Omit<Graph, "versions">> &
    Pick<Graph, "graph_id" | "name"> & { readonly versions: Readonly<Record<string, Partial<GraphVersion>>> };

const text = { type: "string", minLength: 1 };
const role = { enum: ["Reader", "Writer", "Manager"] };

const list = (items: unknown) => ({ type: "array", items });

/** What CCM shows has more fields than are needed here. */
const shownObject = (properties: Record<string, unknown>) => ({ ...object(properties), additionalProperties: true });

/** JSON schema of a seed file. */
export const seedFile = object(
    {
        graphs: list(
            shownObject({
                ...{ graph_id: uuid, name: text },
                versions: { type: "object", additionalProperties: { type: "object" } },
            }),
        ),
        clusters: list({
            ...shownObject({ cluster_id: uuid, name: text }),
            oneOf: [{ required: ["kubernetes"] }, { required: ["aci"] }],
        }),
        tokens: list(object({ token: text, role }, ["token"])),
        apps: list(object({ appId: text, apiKey: text, role }, ["appId", "apiKey"])),
        users: list(object({ email: text, password: text, role, accountIds: list(uuid) }, ["email", "password"])),
    },
    [],
);

/** Puts what a seed file holds in the place of the built-in data of the same kind. */
export function applySeedFile(world: World, principals: Principals, given: SeedFile): void {
    const { graphs, clusters, tokens, apps, users } = given;
    const now = Math.floor(world.clock.now() / 1000);
    if (graphs !== undefined) {
        world.graphs.clear();
        for (const graph of graphs) world.graphs.set(graph.graph_id.toLowerCase(), graphOf(graph, now));
    }
    if (clusters !== undefined) {
        world.clusters.clear();
        for (const cluster of clusters) {
            world.clusters.set(cluster.cluster_id.toLowerCase(), {
                ...{ description: "", created_by: SEED.accountId },
                ...cluster,
            });
        }
    }
    if (tokens !== undefined) {
        principals.forgetTokens();
        for (const { token, role: of = "Writer" } of tokens) principals.allow(token, token, of);
    }
    if (apps !== undefined) {
        principals.apps.splice(0, Infinity, ...apps.map((app) => ({ role: "Writer" as const, ...app })));
    }
    if (users !== undefined) {
        const whole = users.map((user) => ({ role: "Writer" as const, accountIds: [SEED.accountId], ...user }));
        principals.users.splice(0, Infinity, ...whole);
    }
}

function graphOf(graph: SeededGraph, now: number): Graph {
    const versions = Object.entries(graph.versions).map(([name, version]) => [
        name,
        { ...{ created_at: now, objects: {}, edges: {}, labels: {}, runtime_configs: {} }, ...version },
    ]);
    return {
        ...{ group_id: SEED.accountId, acct_id: SEED.accountId, created_at: now, updated_at: now },
        ...{ description: "", drafts: [] },
        ...graph,
        versions: Object.fromEntries(versions) as Graph["versions"],
    };
}
