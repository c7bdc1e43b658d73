import type { Input, Output } from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "./invoke";
import type { LookupOptions } from "./invoke";

/** A compute cluster as CCM shows it. */
export interface GetClusterResult {
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
 * @throws RunError that lists the candidates when the name is unknown or ambiguous
 *
 * @example
 * ```ts
 * const { clusterId } = await ccm.getCluster({ name: "aks-west" });
 * ```
 */
export function getCluster(args: GetClusterArgs, opts?: LookupOptions): Promise<GetClusterResult> {
    return lookUp("getCluster", args, opts);
}

/** The same for arguments that come from other resources. */
export function getClusterOutput(args: GetClusterOutputArgs, opts?: LookupOptions): Output<GetClusterResult> {
    return lookUpOutput("getCluster", args, opts);
}

export interface GetClustersArgs {
    /** Both unless given. */
    kind?: "kubernetes" | "aci" | undefined;
}

export interface GetClustersOutputArgs {
    kind?: Input<"kubernetes" | "aci" | undefined>;
}

/**
 * All compute clusters that the account sees.
 *
 * @example
 * ```ts
 * const names = (await ccm.getClusters({ kind: "kubernetes" })).map(({ name }) => name);
 * ```
 */
export function getClusters(args: GetClustersArgs = {}, opts?: LookupOptions): Promise<GetClusterResult[]> {
    return lookUp("getClusters", args, opts);
}

/** The same for arguments that come from other resources. */
export function getClustersOutput(args: GetClustersOutputArgs = {}, opts?: LookupOptions): Output<GetClusterResult[]> {
    return lookUpOutput("getClusters", args, opts);
}
