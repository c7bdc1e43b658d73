import { z } from "zod";
import { lenient, members, metadata, rows } from "./lenient";

/*
 * Bodies of the reads of final graphs, named and spelled as CCM does: of them what a stack needs. One odd member costs itself
 * alone.
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
        // What cannot be read may be one all the same.
        hasDeployment: deployment !== undefined && deployment !== null,
        isWhole: runtime_configs.unreadable?.length === 0,
        runtimeConfigs: Object.entries(runtime_configs.readable).map(([id, { child_nodes = [] }]) => ({
            id,
            nodes: child_nodes
                .filter((nodeId) => typeof nodeId === "string")
                .map((nodeId) => ({ nodeId, name: objects.readable[nodeId]?.name })),
        })),
    }));

/** What CCM itself may choose graphs by. Its `filter` has no published syntax. */
export interface GraphFilter {
    readonly name?: string;
    readonly project?: string;
}

/** What a final version of a graph holds. */
export interface GraphVersion {
    readonly labels: Readonly<Record<string, string>>;
    /** Whether a run of it needs no deployment. */
    readonly hasDeployment: boolean;
    /** Whether there are no others than these runtime configurations. */
    readonly isWhole?: boolean;
    readonly runtimeConfigs: readonly {
        /** Key of a run's `runtimeConfigs`. Of another version it is another one. */
        readonly id: string;
        /** The nodes that it is for, with the names of their applications. */
        readonly nodes: readonly { readonly nodeId: string; readonly name: string | undefined }[];
    }[];
}

/** A graph with its final versions. */
export interface Graph {
    readonly graphId: string;
    readonly name: string;
    readonly description: string;
    /** Names of final versions of which nothing can be told; `"unknown"` where not even the names are. None unless given. */
    readonly unreadableVersions?: readonly string[] | "unknown";
    /** Of the account that owns it. */
    readonly accountId?: string | undefined;
    /** Whether another account shares it with the one that asks. */
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

/** Versions are numbers, with points in them or not. */
const NUMBER = /^\d+(\.\d+)*$/;

/** The final versions of a graph, the oldest first: by their numbers, not as texts. What is no number comes before. */
export function finalVersions({ versions }: Graph): string[] {
    const rank = (version: string) => (NUMBER.test(version) ? 1 : 0);
    return Object.keys(versions).sort((a, b) => rank(a) - rank(b) || naturalOrder(a, b));
}

/** The newest by its number; `undefined` when none has one. */
export function newestVersion(graph: Graph): string | undefined {
    return finalVersions(graph)
        .filter((version) => NUMBER.test(version))
        .at(-1);
}

/** What a final version holds; `undefined` when there is none of that name. */
export function contentsOf({ versions }: Graph, version: string): GraphVersion | undefined {
    return Object.hasOwn(versions, version) ? versions[version] : undefined;
}

/** Whether a final version is known not to be there. */
export function isVersionMissing(graph: Graph, version: string): boolean {
    const { unreadableVersions = [] } = graph;
    const mayBeThere = unreadableVersions === "unknown" || unreadableVersions.includes(version);
    return contentsOf(graph, version) === undefined && !mayBeThere;
}

/** A sentence's part about a version that is not there: `graph "x" has no final version 7; final are 1, 2`. */
export function noSuchVersion(graph: Graph, wanted: string): string {
    const versions = finalVersions(graph);
    const known = versions.length === 0 ? "no version of it is final" : `final are ${versions.join(", ")}`;
    return `graph "${graph.name}" has no final version ${wanted}; ${known}. Versions become final by their approval in CCM`;
}

/** The applications and nodes of a graph version that a runtime configuration is for: `scorer, node node-1`. */
export function applicationsOf(version: GraphVersion, runtimeConfigId: string): string {
    const nodes = version.runtimeConfigs.find(({ id }) => id === runtimeConfigId)?.nodes ?? [];
    return nodes.map(({ nodeId, name = "?" }) => `${name}, node ${nodeId}`).join("; ");
}

/** For `sort`: numbers inside texts by their value, so that "10" comes after "9". */
export function naturalOrder(a: string, b: string): number {
    return a.localeCompare(b, "en", { numeric: true });
}
