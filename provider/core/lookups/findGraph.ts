import {
    type CcmClient,
    collect,
    contentsOf,
    finalVersions,
    type Graph,
    type GraphVersion,
    isNotFound,
    newestVersion,
    noSuchVersion,
} from "../../ccm";
import { notThere } from "../text";
import {
    graphVersion as versionOfGraph,
    hasOneOf,
    nonEmpty,
    object,
    parseProperties,
    type Properties,
    uuid,
} from "../validation";
import { findUniqueByName } from "./findByName";

export type GraphLookupApi = Pick<CcmClient, "graph" | "listGraphs">;

/** An application of a graph version, and where it is in it. */
export interface GraphApplicationFacts {
    readonly name: string;
    readonly nodeId: string;
    /** Key of `runtimeConfigs` of a run. Of another version it is another one. */
    readonly runtimeConfigId: string;
}

export interface GraphFacts {
    readonly graphId: string;
    readonly name: string;
    readonly description: string;
    readonly graphVersion: string;
    /** All final versions, the oldest first. */
    readonly versions: readonly string[];
    readonly applications: readonly GraphApplicationFacts[];
    readonly labels: Readonly<Record<string, string>>;
    /** Whether a run of it needs no deployment. */
    readonly hasDeployment: boolean;
}

const graphLookup = object({
    graphId: uuid.optional(),
    name: nonEmpty.optional(),
    version: versionOfGraph.optional(),
}).superRefine(hasOneOf(["graphId", "name"]));

/**
 * A final graph in one of its final versions: the one that is asked for, or the newest, by its number.
 *
 * @throws Error that lists the candidates when the name is of none, or of several, or when there is no such version
 */
export async function findGraph(api: GraphLookupApi, args: Properties): Promise<GraphFacts> {
    const { graphId, name = "", version } = parseProperties(graphLookup, args);
    const graph = graphId === undefined ? await graphByName(api, name) : await graphById(api, graphId);
    const versions = finalVersions(graph);
    const graphVersion = version ?? newestVersion(graph);
    if (graphVersion === undefined) {
        const why = versions.length === 0 ? "yet" : `with a number: give version, one of ${versions.join(", ")}`;
        throw new Error(`graph "${graph.name}" has no final version ${why}`);
    }
    const contents = contentsOf(graph, graphVersion);
    if (contents === undefined) throw new Error(noSuchVersion(graph, graphVersion));
    return {
        graphId: graph.graphId,
        name: graph.name,
        description: graph.description,
        graphVersion,
        versions,
        applications: graphApplications(contents),
        labels: contents.labels,
        hasDeployment: contents.hasDeployment,
    };
}

async function graphByName(api: GraphLookupApi, name: string): Promise<Graph> {
    return findUniqueByName(
        "final graph",
        name,
        () => collect(api.listGraphs({ name })),
        () => collect(api.listGraphs()),
        { argument: "graphId", read: (graph) => graph.graphId },
    );
}

async function graphById(api: GraphLookupApi, graphId: string): Promise<Graph> {
    return api.graph(graphId).catch((error: unknown) => {
        throw isNotFound(error) ? new Error(notThere(`final graph ${graphId}`)) : error;
    });
}

function graphApplications({ runtimeConfigs }: GraphVersion): GraphApplicationFacts[] {
    return runtimeConfigs.flatMap(({ id, nodes }) =>
        nodes.map(({ nodeId, name = nodeId }) => ({ name, nodeId, runtimeConfigId: id })),
    );
}
