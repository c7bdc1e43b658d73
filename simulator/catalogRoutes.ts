import type { FastifyInstance } from "fastify";
import type { Guards } from "./auth";
import { Problem } from "./problem";
import type { Graph, World } from "./world";

export interface PageQuery {
    name?: string;
    description?: string;
    limit?: string;
    offset?: string;
}

/** A page by offset, and the numbers that go with it. */
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

/** Final workflow graphs: reads only, since making one needs the approval of people. */
export function addGraphRoutes(app: FastifyInstance, world: World, guards: Guards): void {
    app.get<{ Querystring: PageQuery }>(
        "/workflows/final/graphs",
        { config: { operation: "listGraphs" }, preHandler: guards.reader },
        async (request) => offsetPage([...world.graphs.values()].map(graphBody), request.query),
    );

    app.get<{ Params: { graphId: string } }>(
        "/workflows/final/graphs/:graphId",
        { config: { operation: "getGraph" }, preHandler: guards.reader },
        async (request) => graphBody(findGraph(world, request.params.graphId)),
    );

    app.get<{ Params: { graphId: string; version: string } }>(
        "/workflows/final/graphs/:graphId/:version",
        { config: { operation: "getGraphVersion" }, preHandler: guards.reader },
        async (request) => {
            const graph = findGraph(world, request.params.graphId);
            const contents = graph.versions[request.params.version];
            if (contents === undefined) throw new Problem(404, "Workflow graph version not found");
            const { graph_id, name, description } = graph;
            return { graph_id, name, description, version: request.params.version, contents };
        },
    );
}

function findGraph(world: World, graphId: string): Graph {
    const graph = world.graphs.get(graphId);
    if (graph === undefined) throw new Problem(404, "Workflow graph not found");
    return graph;
}

function graphBody({ drafts: _drafts, ...graph }: Graph) {
    return { ...graph, type: "OWNED" };
}
