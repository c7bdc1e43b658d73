/** JSON schemas of the request bodies. Unknown fields are rejected everywhere except inside a job's spec. */

export const uuid = { type: "string", pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$" };

export function object(properties: Record<string, unknown>, required: string[] = Object.keys(properties)) {
    return { type: "object", additionalProperties: false, properties, required };
}

function exactlyOne(properties: Record<string, unknown>) {
    return { ...object(properties, []), minProperties: 1, maxProperties: 1 };
}

const deployment = exactlyOne({
    kubernetes_single_job: object({ namespace: { type: "string", minLength: 1 }, cluster_id: uuid }),
    aci_single_job: object({ cluster_id: uuid, deployment_location: { type: "string" } }, ["cluster_id"]),
});

const appDeployment = exactlyOne({
    kubernetes: object({ job_spec: { type: "object" } }),
    aci: object({
        exposed_ports: {
            type: "array",
            items: object({
                port: { type: "integer", minimum: 1, maximum: 65535 },
                protocol: { enum: ["Tcp", "Udp"] },
            }),
        },
        env_vars: { type: "object", additionalProperties: { type: "string" } },
    }),
});

export const startWorkflowRunRequest = object(
    {
        graph_id: uuid,
        graph_version: { type: "string", minLength: 1 },
        deployment,
        runtime_configs: { type: "object", additionalProperties: object({ deployment: appDeployment }, []) },
    },
    ["graph_id", "graph_version"],
);

const kubeconfig = object(
    {
        kind: { type: "string" },
        apiVersion: { type: "string" },
        clusters: {
            type: "array",
            minItems: 1,
            items: object({
                name: { type: "string" },
                cluster: object(
                    {
                        server: { type: "string" },
                        "insecure-skip-tls-verify": { type: "boolean" },
                        "certificate-authority-data": { type: "string" },
                    },
                    ["server"],
                ),
            }),
        },
        users: {
            type: "array",
            minItems: 1,
            items: object({
                name: { type: "string" },
                user: object(
                    {
                        token: { type: "string" },
                        "client-certificate-data": { type: "string" },
                        "client-key-data": { type: "string" },
                        exec: object(
                            {
                                api_version: { type: "string" },
                                command: { type: "string" },
                                args: { type: "array", items: { type: "string" } },
                            },
                            ["command"],
                        ),
                    },
                    [],
                ),
            }),
        },
        contexts: {
            type: "array",
            minItems: 1,
            items: object({
                name: { type: "string" },
                context: object(
                    { cluster: { type: "string" }, user: { type: "string" }, namespace: { type: "string" } },
                    ["cluster", "user"],
                ),
            }),
        },
        "current-context": { type: "string" },
    },
    ["clusters", "users", "contexts"],
);

const aci = object(
    {
        subscription: uuid,
        resource_group: { type: "string" },
        deployment_location: { type: "string" },
        secrets: object({
            service_principal: object({
                app_id: { type: "string" },
                tenant: { type: "string" },
                password: { type: "string" },
            }),
        }),
    },
    ["subscription", "resource_group", "secrets"],
);

const clusterProperties = {
    name: { type: "string", minLength: 1 },
    description: { type: "string" },
    kubernetes: object({ kubeconfig }),
    aci,
};

const oneKind = { oneOf: [{ required: ["kubernetes"] }, { required: ["aci"] }] };

/** Body for creating and for changing a cluster: a cluster is always sent whole. */
export const clusterRequest = { ...object(clusterProperties, ["name", "description"]), ...oneKind };
