import { type CallOptions, type CcmClient, type Graph, isNotFound } from "../ccm";

export type GraphApi = Pick<CcmClient, "graph" | "listGraphs">;

/**
 * A final graph by its id. One that another account shares is shown where that account is named, which the list of graphs tells:
 * only who is in neither is not there.
 *
 * @param accountId the account that owns it, where that is known
 * @throws CcmError; of status 404 when CCM shows no such graph
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
            // What the list shows is all of it as well.
            return graph.accountId === undefined
                ? graph
                : api.graph(graphId, options, graph.accountId).catch(() => graph);
        }
        throw error;
    }
}
