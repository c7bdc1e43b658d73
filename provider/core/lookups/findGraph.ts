import { z } from "zod";
import {
    collect,
    contentsOf,
    finalVersions,
    type Graph,
    type GraphVersion,
    isNotFound,
    naturalOrder,
    newestVersion,
    noSuchVersion,
} from "../../ccm";
import { type GraphApi, readGraph } from "../readGraph";
import { firstOf, notFound } from "../text";
import {
    graphVersion as versionOfGraph,
    nonEmpty,
    object,
    parseProperties,
    type Properties,
    uuid,
} from "../validation";
import { findUniqueByName } from "./findByName";

/** Maximum number of candidates in a message. */
const MAX_NAMED = 20;

const UPDATE =
    "update pulumi-fortanix-ccm, or open an issue with the output of `npx pulumi-fortanix-ccm doctor --report`";

/** An application of a graph version, and its node. */
export interface GraphApplicationFacts {
    readonly name: string;
    readonly nodeId: string;
    /** Key of `runtimeConfigs` of a run. It differs between versions. */
    readonly runtimeConfigId: string;
}

interface GraphIdentity {
    readonly graphId: string;
    readonly name: string;
    readonly description: string;
}

export interface GraphFacts extends GraphIdentity {
    readonly graphVersion: string;
    /** All final versions, the oldest first. */
    readonly versions: readonly string[];
    readonly applications: readonly GraphApplicationFacts[];
    readonly labels: Readonly<Record<string, string>>;
    /** Whether the version has its own deployment, so that a run needs none. */
    readonly hasDeployment: boolean;
}

const labels = z.record(nonEmpty, z.string());
const filters = { name: nonEmpty.optional(), project: nonEmpty.optional(), labels: labels.optional() };

const graphLookup = object({
    graphId: uuid.optional(),
    accountId: uuid.optional(),
    ...filters,
    version: versionOfGraph.optional(),
}).superRefine((given, context) => {
    const { graphId, accountId, name, project, labels: wanted } = given;
    const byFilter = [name, project, wanted].some((filter) => filter !== undefined);
    const problem =
        (graphId === undefined) !== byFilter
            ? "must have either graphId or at least one of name, project and labels"
            : undefined;
    const more = accountId !== undefined && graphId === undefined ? "accountId is valid only with graphId" : undefined;
    const message = problem ?? more;
    if (message !== undefined) context.issues.push({ code: "custom", message, input: given });
});

/**
 * Finds a final graph and one of its final versions: the given one, or the one with the highest number that has the
 * labels.
 *
 * @throws Error that lists the candidates if the name is unknown or ambiguous, or if there is no such version
 */
export async function findGraph(api: GraphApi, args: Properties): Promise<GraphFacts> {
    const { graphId, accountId, version, ...wanted } = parseProperties(graphLookup, args);
    const graph =
        graphId === undefined ? await theGraph(api, wanted, version) : await graphById(api, graphId, accountId);
    const versions = finalVersions(graph);
    refuseUnread(graph, version);
    const graphVersion = version ?? newestVersion(labelled(graph, wanted.labels));
    if (graphVersion === undefined) {
        const why =
            versions.length === 0
                ? ": approve a version in CCM"
                : ` with a number: set version to one of ${versions.join(", ")}`;
        throw new Error(`graph "${graph.name}" has no final version${why}`);
    }
    const contents = contentsOf(graph, graphVersion);
    if (contents === undefined) throw new Error(noSuchVersion(graph, graphVersion));
    return {
        ...{ graphId: graph.graphId, name: graph.name, description: graph.description },
        graphVersion,
        versions,
        applications: graphApplications(contents),
        labels: contents.labels,
        hasDeployment: contents.hasDeployment,
    };
}

/** Unreadable versions leave open which version is the newest and whether a given one exists. */
function refuseUnread({ name, unreadableVersions = [] }: Graph, version: string | undefined): void {
    if (unreadableVersions === "unknown")
        throw new Error(`the versions of graph "${name}" in CCM's response cannot be read: ${UPDATE}`);
    const odd = unreadableVersions.filter((one) => version === undefined || one === version);
    if (odd.length === 0) return;
    const next = version === undefined ? "set version" : UPDATE;
    throw new Error(`version ${odd.join(", ")} of graph "${name}" in CCM's response cannot be read: ${next}`);
}

const graphsLookup = object(filters);

/** Facts about a graph that do not depend on one of its versions. */
export interface ListedGraphFacts extends GraphIdentity {
    /** The account that shares the graph; not set for own graphs. */
    readonly accountId?: string | undefined;
    /** All final versions, the oldest first. */
    readonly versions: readonly string[];
    /** The one with the highest number that has the requested labels. */
    readonly newestVersion?: string | undefined;
}

/** All final graphs visible to the account that match the filters, sorted by name. */
export async function findGraphs(api: GraphApi, args: Properties): Promise<ListedGraphFacts[]> {
    const wanted = parseProperties(graphsLookup, args);
    const graphs = (await listed(api, wanted)).filter((graph) => hasLabels(graph, wanted.labels));
    return graphs
        .sort((a, b) => naturalOrder(a.name, b.name))
        .map((graph) => {
            const newest = newestVersion(labelled(graph, wanted.labels));
            const { graphId, name, description, accountId, isShared } = graph;
            return {
                ...{ graphId, name, description },
                ...(isShared === true && accountId !== undefined && { accountId }),
                versions: finalVersions(graph),
                ...(newest !== undefined && { newestVersion: newest }),
            };
        });
}

interface Filters {
    readonly name?: string | undefined;
    readonly project?: string | undefined;
    readonly labels?: Labels | undefined;
}

type Labels = Readonly<Record<string, string>>;

/** Only CCM knows the project of a graph. It may match names partially. */
async function listed(api: GraphApi, { name, project }: Filters): Promise<Graph[]> {
    const filter = { ...(name !== undefined && { name }), ...(project !== undefined && { project }) };
    const graphs = await collect(api.listGraphs(filter));
    return graphs.filter((graph) => name === undefined || graph.name === name);
}

async function theGraph(api: GraphApi, wanted: Filters, version: string | undefined): Promise<Graph> {
    const { name, project, labels: withLabels } = wanted;
    if (name !== undefined && project === undefined && withLabels === undefined) {
        return findUniqueByName(
            "final graph",
            name,
            () => listed(api, { name }),
            () => collect(api.listGraphs()),
            { argument: "graphId", read: (graph) => graph.graphId },
        );
    }
    const found = (await listed(api, wanted)).filter((graph) => hasLabels(graph, withLabels, version));
    const [graph, ...others] = found;
    if (graph !== undefined && others.length === 0) return graph;
    const asked = [
        ...(name === undefined ? [] : [`the name "${name}"`]),
        ...(project === undefined ? [] : [`the project "${project}"`]),
        ...Object.entries(withLabels ?? {}).map(([label, value]) => `the label ${label}: ${value}`),
    ].join(" and ");
    if (graph === undefined)
        throw new Error(`no final graph has ${asked}: check these values, and the account of the provider`);
    const ids = found.map((candidate) => `${candidate.graphId} (${candidate.name})`);
    throw new Error(`${found.length} final graphs have ${asked}: set graphId to one of ${firstOf(ids, MAX_NAMED)}`);
}

async function graphById(api: GraphApi, graphId: string, accountId: string | undefined): Promise<Graph> {
    return readGraph(api, graphId, {}, accountId).catch((error: unknown) => {
        throw isNotFound(error) ? new Error(notFound(`final graph ${graphId}`, "graphId")) : error;
    });
}

/** The graph with only the versions that have all labels: labels belong to versions. */
function labelled(graph: Graph, wanted: Labels = {}): Graph {
    const versions = Object.entries(graph.versions).filter(([, { labels: has }]) =>
        Object.entries(wanted).every(([label, value]) => Object.hasOwn(has, label) && has[label] === value),
    );
    return { ...graph, versions: Object.fromEntries(versions) };
}

function hasLabels(graph: Graph, wanted: Labels | undefined, version?: string): boolean {
    if (wanted === undefined) return true;
    const { versions } = labelled(graph, wanted);
    return version === undefined ? Object.keys(versions).length > 0 : Object.hasOwn(versions, version);
}

function graphApplications({ runtimeConfigs }: GraphVersion): GraphApplicationFacts[] {
    return runtimeConfigs.flatMap(({ id, nodes }) =>
        nodes.map(({ nodeId, name = nodeId }) => ({ name, nodeId, runtimeConfigId: id })),
    );
}
