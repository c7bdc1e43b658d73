import type { Input, Output } from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "./invoke";
import type { LookupOptions } from "./invoke";

/** A compute cluster as CCM returns it. */
export interface GetClusterResult {
    /** UUID. */
    clusterId: string;
    name: string;
    description: string;
    /** `undefined` for a kind that this version does not know. */
    kind?: "kubernetes" | "aci" | undefined;
    /** URL of the API server. Kubernetes clusters only. */
    server?: string | undefined;
    /** Id (UUID) of the Azure subscription. ACI clusters only. */
    subscription?: string | undefined;
    /** Azure resource group. ACI clusters only. */
    resourceGroup?: string | undefined;
    /** Azure region. ACI clusters only. */
    deploymentLocation?: string | undefined;
}

/** Exactly one of `clusterId` and `name`. */
export type GetClusterArgs = { clusterId: string; name?: undefined } | { name: string; clusterId?: undefined };
/** Exactly one of `clusterId` and `name`. */
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

/** Output version of `getCluster`, for arguments that come from other resources. */
export function getClusterOutput(args: GetClusterOutputArgs, opts?: LookupOptions): Output<GetClusterResult> {
    return lookUpOutput("getCluster", args, opts);
}

export interface GetClustersArgs {
    /** @default `"kubernetes"` and `"aci"` */
    kind?: "kubernetes" | "aci" | undefined;
}

export interface GetClustersOutputArgs {
    kind?: Input<"kubernetes" | "aci" | undefined>;
}

/**
 * Lists all compute clusters that the account can access, or those of one kind.
 *
 * @example
 * ```ts
 * const names = (await ccm.getClusters({ kind: "kubernetes" })).map(({ name }) => name);
 * ```
 */
export function getClusters(args: GetClustersArgs = {}, opts?: LookupOptions): Promise<GetClusterResult[]> {
    return lookUp("getClusters", args, opts);
}

/** Output version of `getClusters`, for arguments that come from other resources. */
export function getClustersOutput(args: GetClustersOutputArgs = {}, opts?: LookupOptions): Output<GetClusterResult[]> {
    return lookUpOutput("getClusters", args, opts);
}
