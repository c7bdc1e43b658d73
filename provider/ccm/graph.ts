import { z } from "zod";
import { lenient, members, metadata, rows } from "./lenient";

/*
 * Response bodies of final graphs, in CCM's spelling, limited to what a stack needs. An invalid member does not affect
 * the others.
 */

const graphVersion = z
    .object({
        objects: members(z.object({ name: z.string() })),
        labels: members(z.string()),
        /** `child_nodes`: the nodes of the graph that this runtime configuration covers. */
        runtime_configs: members(z.object({ child_nodes: lenient(z.array(z.unknown())) })),
        deployment: z.unknown().optional(),
    })
    .transform(({ objects, labels, runtime_configs, deployment }): GraphVersion => ({
        labels: labels.readable,
        // An unreadable deployment counts as one.
        hasDeployment: deployment !== undefined && deployment !== null,
        isWhole: runtime_configs.unreadable?.length === 0,
        runtimeConfigs: Object.entries(runtime_configs.readable).map(([id, { child_nodes = [] }]) => ({
            id,
            nodes: child_nodes
                .filter((nodeId) => typeof nodeId === "string")
                .map((nodeId) => ({ nodeId, name: objects.readable[nodeId]?.name })),
        })),
    }));

/** Filters that CCM applies itself. The syntax of its `filter` is not published. */
export interface GraphFilter {
    readonly name?: string;
    readonly project?: string;
}

/** Contents of a final version of a graph. */
export interface GraphVersion {
    readonly labels: Readonly<Record<string, string>>;
    /** Whether the version has a deployment, so a run needs none. */
    readonly hasDeployment: boolean;
    /** Whether `runtimeConfigs` is complete. */
    readonly isWhole?: boolean;
    readonly runtimeConfigs: readonly {
        /** Key of a run's `runtimeConfigs`. It differs between versions. */
        readonly id: string;
        /** Nodes that it covers, with the names of their applications. */
        readonly nodes: readonly { readonly nodeId: string; readonly name: string | undefined }[];
    }[];
}

/** A graph with its final versions. */
export interface Graph {
    readonly graphId: string;
    readonly name: string;
    readonly description: string;
    /** Names of final versions that cannot be read; `"unknown"` if not even the names can. @default none */
    readonly unreadableVersions?: readonly string[] | "unknown";
    /** Account that owns the graph. */
    readonly accountId?: string | undefined;
    /** Whether another account shares it with the token's account. */
    readonly isShared?: boolean;
    readonly versions: Readonly<Record<string, GraphVersion>>;
}

export const graphResponse = z
    .object({
        graph_id: z.string(),
        name: lenient(z.string()),
        description: lenient(z.string()),
        acct_id: lenient(z.string()),
        type: lenient(z.string()),
        versions: members(graphVersion),
    })
    .transform(({ graph_id, name = "", description = "", acct_id, type, versions }): Graph => ({
        graphId: graph_id,
        name,
        description,
        unreadableVersions: versions.unreadable ?? "unknown",
        accountId: acct_id,
        isShared: type?.toUpperCase() === "SHARED",
        versions: versions.readable,
    }));

export const graphPage = z.object({ items: rows(graphResponse), metadata });

/** Versions are numbers, with or without points. */
const NUMBER = /^\d+(\.\d+)*$/;

/** Returns the final versions of a graph, oldest first, in numeric order. Names that are not numbers come first. */
export function finalVersions({ versions }: Graph): string[] {
    const rank = (version: string) => (NUMBER.test(version) ? 1 : 0);
    return Object.keys(versions).sort((a, b) => rank(a) - rank(b) || naturalOrder(a, b));
}

/** Returns the highest numeric version; `undefined` if there is none. */
export function newestVersion(graph: Graph): string | undefined {
    return finalVersions(graph)
        .filter((version) => NUMBER.test(version))
        .at(-1);
}

/** Returns the contents of a final version; `undefined` if there is none of that name. */
export function contentsOf({ versions }: Graph, version: string): GraphVersion | undefined {
    return Object.hasOwn(versions, version) ? versions[version] : undefined;
}

/** Whether a final version certainly does not exist. */
export function isVersionMissing(graph: Graph, version: string): boolean {
    const { unreadableVersions = [] } = graph;
    const mayBeThere = unreadableVersions === "unknown" || unreadableVersions.includes(version);
    return contentsOf(graph, version) === undefined && !mayBeThere;
}

/** Returns a message about a missing version: `graph "x" has no final version 7; final are 1, 2`. */
export function noSuchVersion(graph: Graph, wanted: string): string {
    const versions = finalVersions(graph);
    const known = versions.length === 0 ? "none of its versions is final" : `final versions: ${versions.join(", ")}`;
    return (
        `graph "${graph.name}" has no final version ${wanted}; ${known}. A version becomes final when it is ` +
        "approved in CCM"
    );
}

/** Describes the applications and nodes that a runtime configuration covers: `scorer, node node-1`. */
export function applicationsOf(version: GraphVersion, runtimeConfigId: string): string {
    const nodes = version.runtimeConfigs.find(({ id }) => id === runtimeConfigId)?.nodes ?? [];
    return nodes.map(({ nodeId, name = "?" }) => `${name}, node ${nodeId}`).join("; ");
}

/** Compares texts for `sort`, with numbers in them by value: "10" comes after "9". */
export function naturalOrder(a: string, b: string): number {
    return a.localeCompare(b, "en", { numeric: true });
}
