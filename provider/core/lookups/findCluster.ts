import { z } from "zod";
import { type CcmClient, type ClusterFacts, collect, isNotFound } from "../../ccm";
import { notFound } from "../text";
import { hasOneOf, nonEmpty, object, parseProperties, type Properties, uuid } from "../validation";
import { findUniqueByName } from "./findByName";

export type ClusterLookupApi = Pick<CcmClient, "cluster" | "listClusters">;

const clusterLookup = object({ clusterId: uuid.optional(), name: nonEmpty.optional() }).superRefine(
    hasOneOf(["clusterId", "name"]),
);

/** @throws Error that lists the candidates if the name is unknown or ambiguous */
export async function findCluster(api: ClusterLookupApi, args: Properties): Promise<ClusterFacts> {
    const { clusterId, name = "" } = parseProperties(clusterLookup, args);
    if (clusterId === undefined) {
        return findUniqueByName(
            "cluster",
            name,
            () => collect(api.listClusters({ name })),
            () => collect(api.listClusters()),
            { argument: "clusterId", read: (cluster) => cluster.clusterId },
        );
    }
    return api.cluster(clusterId).catch((error: unknown) => {
        throw isNotFound(error) ? new Error(notFound(`cluster ${clusterId}`, "clusterId")) : error;
    });
}

const clustersLookup = object({ kind: z.enum(["kubernetes", "aci"]).optional() });

/** All clusters visible to the account, of one kind or of both. */
export async function findClusters(api: ClusterLookupApi, args: Properties): Promise<ClusterFacts[]> {
    const { kind } = parseProperties(clustersLookup, args);
    const clusters = await collect(api.listClusters());
    return clusters.filter((cluster) => kind === undefined || cluster.kind === kind);
}
