import { type CallOptions, type CcmClient, type Graph, isNotFound } from "../ccm";

export type GraphApi = Pick<CcmClient, "graph" | "listGraphs">;

/**
 * Reads a final graph by its id. CCM shows a graph shared by another account only if the request names that account,
 * which the list of graphs provides: a graph that is not listed either is not found.
 *
 * @param accountId the account that owns the graph, if known
 * @throws CcmError, with status 404 when CCM shows no such graph
 */
export async function readGraph(
    api: GraphApi,
    graphId: string,
    options: CallOptions = {},
    accountId?: string,
): Promise<Graph> {
    try {
        return await api.graph(graphId, options, accountId);
    } catch (error) {
        if (!isNotFound(error) || accountId !== undefined) throw error;
        for await (const graph of api.listGraphs({}, options)) {
            if (graph.graphId.toLowerCase() !== graphId.toLowerCase()) continue;
            // A list entry contains the whole graph as well.
            return graph.accountId === undefined
                ? graph
                : api.graph(graphId, options, graph.accountId).catch(() => graph);
        }
        throw error;
    }
}
