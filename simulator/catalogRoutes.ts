import type { FastifyInstance } from "fastify";
import type { Guards } from "./auth";
import { Problem } from "./problem";
import { SEED } from "./seed";
import type { Graph, World } from "./world";

export interface PageQuery {
    name?: string;
    description?: string;
    limit?: string;
    offset?: string;
}

interface GraphQuery extends PageQuery {
    project?: string;
    filter?: string;
    all_search?: string;
    sort_by?: string;
}

interface OwnerQuery {
    /** The account that owns the graph; the caller's own by default. */
    acct_id?: string;
}

/** A page by offset, with its metadata. */
export function offsetPage<T extends { name: string; description: string }>(all: readonly T[], query: PageQuery) {
    const { name, description } = query;
    const found = all.filter(
        (item) =>
            (name === undefined || item.name === name) &&
            (description === undefined || item.description === description),
    );
    const limit = Number(query.limit ?? 100);
    const offset = Number(query.offset ?? 0);
    if (!Number.isInteger(limit) || limit < 1 || !Number.isInteger(offset) || offset < 0) {
        throw new Problem(400, "limit and offset must be numbers");
    }
    return {
        items: found.slice(offset, offset + limit),
        metadata: {
            page: Math.floor(offset / limit),
            pages: Math.ceil(found.length / limit),
            limit,
            total_count: all.length,
            filtered_count: found.length,
        },
    };
}

/** Final workflow graphs: read-only, because creating one requires manual approval. */
export function addGraphRoutes(app: FastifyInstance, world: World, guards: Guards): void {
    app.get<{ Querystring: GraphQuery }>(
        "/workflows/final/graphs",
        { config: { operation: "listGraphs" }, preHandler: guards.reader },
        async (request) => offsetPage(chosenGraphs(world, request.query).map(graphBody), request.query),
    );

    app.get<{ Params: { graphId: string }; Querystring: OwnerQuery }>(
        "/workflows/final/graphs/:graphId",
        { config: { operation: "getGraph" }, preHandler: guards.reader },
        async (request) => graphBody(findGraph(world, request.params.graphId, request.query)),
    );

    app.get<{ Params: { graphId: string; version: string }; Querystring: OwnerQuery }>(
        "/workflows/final/graphs/:graphId/:version",
        { config: { operation: "getGraphVersion" }, preHandler: guards.reader },
        async (request) => {
            const graph = findGraph(world, request.params.graphId, request.query);
            const contents = graph.versions[request.params.version];
            if (contents === undefined) throw new Problem(404, "Workflow graph version not found");
            const { graph_id, name, description } = graph;
            return { graph_id, name, description, version: request.params.version, contents };
        },
    );
}

function chosenGraphs(world: World, { project, filter, all_search, sort_by }: GraphQuery): Graph[] {
    const [field = "graph_id", direction = "ASC"] = (sort_by ?? "").split(":").filter((part) => part !== "");
    if (!["graph_id", "name", "created_at", "updated_at"].includes(field)) {
        throw new Problem(400, `cannot sort by ${field}`);
    }
    // Its syntax is not published.
    if (filter !== undefined) throw new Problem(400, "filter is not understood");
    const keyOf = (graph: Graph) => graph[field as "graph_id" | "name" | "created_at" | "updated_at"];
    const sign = direction === "DESC" ? -1 : 1;
    return [...world.graphs.values()]
        .filter((graph) => project === undefined || graph.project === project)
        .filter(({ name, description }) => all_search === undefined || `${name} ${description}`.includes(all_search))
        .sort((a, b) => (keyOf(a) === keyOf(b) ? 0 : keyOf(a) < keyOf(b) ? -sign : sign));
}

/** Finds a graph. A graph of another account is visible only to requests that name its account. */
function findGraph(world: World, graphId: string, { acct_id: owner = SEED.accountId }: OwnerQuery): Graph {
    const graph = world.graphs.get(graphId.toLowerCase());
    if (graph === undefined || graph.acct_id !== owner.toLowerCase())
        throw new Problem(404, "Workflow graph not found");
    return graph;
}

function graphBody({ drafts: _drafts, project: _project, ...graph }: Graph) {
    return { ...graph, type: graph.acct_id === SEED.accountId ? "OWNED" : "SHARED" };
}
