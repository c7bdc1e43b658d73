import type { Input, Output } from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "./invoke";
import type { LookupOptions } from "./invoke";

/** A compute cluster as CCM shows it. */
export interface Cluster {
    /** UUID. */
    clusterId: string;
    name: string;
    description: string;
    /** `undefined` for a kind that this version does not know. */
    kind?: "kubernetes" | "aci" | undefined;
    /** Of a Kubernetes cluster: the URL of its API server. */
    server?: string | undefined;
    /** Of an ACI cluster: the id of its Azure subscription. */
    subscription?: string | undefined;
    /** Of an ACI cluster. */
    resourceGroup?: string | undefined;
    /** Of an ACI cluster. */
    deploymentLocation?: string | undefined;
}

/** Exactly one of the two. */
export type GetClusterArgs = { clusterId: string; name?: undefined } | { name: string; clusterId?: undefined };
/** Exactly one of the two. */
export type GetClusterOutputArgs =
    | { clusterId: Input<string>; name?: undefined }
    | { name: Input<string>; clusterId?: undefined };

/**
 * Finds a compute cluster by its id or its name, also in a preview.
 *
 * @throws RunError that lists the candidates when the name is of none, or of several
 */
export function getCluster(args: GetClusterArgs, options?: LookupOptions): Promise<Cluster> {
    return lookUp("getCluster", args, options);
}

/** The same for arguments that come from other resources. */
export function getClusterOutput(args: GetClusterOutputArgs, options?: LookupOptions): Output<Cluster> {
    return lookUpOutput("getCluster", args, options);
}

export interface GetClustersArgs {
    /** Both unless given. */
    kind?: "kubernetes" | "aci" | undefined;
}

export interface GetClustersOutputArgs {
    kind?: Input<"kubernetes" | "aci" | undefined>;
}

/** All compute clusters that the account sees. */
export function getClusters(args: GetClustersArgs = {}, options?: LookupOptions): Promise<Cluster[]> {
    return lookUp("getClusters", args, options);
}

/** The same for arguments that come from other resources. */
export function getClustersOutput(args: GetClustersOutputArgs = {}, options?: LookupOptions): Output<Cluster[]> {
    return lookUpOutput("getClusters", args, options);
}
