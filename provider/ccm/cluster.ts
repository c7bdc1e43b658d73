import { z } from "zod";
import { lenient, metadata, object, rows } from "./lenient";

/*
 * Request and response bodies of the compute-cluster operations, with CCM's names and spelling. Responses require only
 * the fields that a stack cannot do without.
 */

/**
 * A kubeconfig as CCM accepts it: a JSON object with inline data. CCM reads no files.
 *
 * A user has a token, a client certificate with its key (both base64-encoded PEM), or a program that CCM has installed.
 */
export interface Kubeconfig {
    apiVersion: string;
    kind: string;
    clusters: {
        name: string;
        cluster: { server: string; "insecure-skip-tls-verify"?: boolean; "certificate-authority-data"?: string };
    }[];
    users: {
        name: string;
        user: {
            token?: string;
            "client-certificate-data"?: string;
            "client-key-data"?: string;
            exec?: KubeconfigProgram;
        };
    }[];
    contexts: { name: string; context: { cluster: string; user: string; namespace?: string } }[];
    "current-context": string;
}

/** Field names follow CCM's spelling, not `kubectl`'s. */
export interface KubeconfigProgram {
    api_version?: string;
    command: string;
    args?: string[];
}

/** How CCM connects to a cluster: exactly one of the two. */
export type ClusterConnection =
    | { kubernetes: { kubeconfig: Kubeconfig } }
    | {
          aci: {
              subscription: string;
              resource_group: string;
              deployment_location?: string;
              secrets: { service_principal: { app_id: string; tenant: string; password: string } };
          };
      };

/** Body of `POST /v1/clusters` and of `PATCH /v1/clusters/{cluster-id}`. */
export type ComputeClusterRequest = { name: string; description: string } & ClusterConnection;

export type ClusterKind = "kubernetes" | "aci";

/** A cluster and its connection, without credentials: CCM does not return them. */
export interface ClusterFacts {
    readonly clusterId: string;
    readonly name: string;
    readonly description: string;
    readonly kind: ClusterKind | undefined;
    /** Kubernetes clusters only: URL of the API server. */
    readonly server: string | undefined;
    /** ACI clusters only. */
    readonly subscription: string | undefined;
    readonly resourceGroup: string | undefined;
    readonly deploymentLocation: string | undefined;
}

export const clusterResponse = z
    .object({
        cluster_id: z.string(),
        name: lenient(z.string()),
        description: lenient(z.string()),
        kubernetes: lenient(object),
        aci: lenient(object),
    })
    .transform(({ cluster_id, name = "", description = "", kubernetes, aci }): ClusterFacts => ({
        clusterId: cluster_id,
        name,
        description,
        kind: kubernetes !== undefined ? "kubernetes" : aci !== undefined ? "aci" : undefined,
        server: text(kubernetes?.["server"]),
        subscription: text(aci?.["subscription"]),
        resourceGroup: text(aci?.["resource_group"]),
        deploymentLocation: text(aci?.["deployment_location"]),
    }));

export const clusterPage = z.object({ items: rows(clusterResponse), metadata });

function text(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}
