/*
 * Bodies of the operations that change compute clusters, named and spelled as CCM does.
 */

/**
 * A kubeconfig as CCM takes it: a JSON object with its data inline. CCM reads no files.
 *
 * What of a user may be given: a token, or a client certificate with its key (both base64 of PEM).
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
        user: { token?: string; "client-certificate-data"?: string; "client-key-data"?: string };
    }[];
    contexts: { name: string; context: { cluster: string; user: string; namespace?: string } }[];
    "current-context": string;
}

/** How CCM gets at a cluster: exactly one of the two. */
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
