import { object, uuid } from "./bodies";
import type { Principals } from "./principals";
import { SEED } from "./seed";
import type { Cluster, Graph, GraphVersion, Role, World } from "./world";

/**
 * Replaces the built-in data. Graphs and clusters have the form of CCM's responses, so that responses of a real CCM can
 * be pasted; missing fields are filled in. Omitted kinds keep the built-in data.
 */
export interface SeedFile {
    readonly graphs?: readonly SeededGraph[];
    readonly clusters?: readonly (Partial<Cluster> & Pick<Cluster, "cluster_id" | "name">)[];
    /** Bearer tokens that never expire. */
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

/** Allows additional fields: CCM's responses have more than are needed here. */
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

/** Replaces the built-in data of each kind that the seed file has. */
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
