import {
    anything,
    count,
    exactly,
    filledText,
    flag,
    freeObject,
    inAnswers,
    inRequests,
    int64,
    list,
    mapOf,
    oneOfTexts,
    text,
    texts,
    uuid,
    type Schema,
    type Shapes,
} from "./schemaShapes";

const { object, union } = inAnswers;

/* Deployments: the same in requests and responses, except for null in responses. */

const workflowDeployment = (shapes: Shapes): Schema =>
    shapes.union({
        kubernetes_single_job: shapes.object({ namespace: text, cluster_id: uuid }),
        aci_single_job: shapes.object({ cluster_id: uuid }, { deployment_location: text }),
    });

const exposedPort = (shapes: Shapes): Schema =>
    shapes.object({
        port: { type: "integer", minimum: 1, maximum: 65535 },
        protocol: oneOfTexts("Tcp", "Udp"),
    });

const workflowAppDeployment = (shapes: Shapes): Schema =>
    shapes.union({
        kubernetes: shapes.object({ job_spec: freeObject }),
        aci: shapes.object({ exposed_ports: list(exposedPort(shapes)), env_vars: texts }),
    });

/* Workflow runs */

export const startWorkflowRunRequest: Schema = inRequests.object(
    { graph_id: uuid, graph_version: text },
    {
        deployment: workflowDeployment(inRequests),
        runtime_configs: mapOf(inRequests.object({}, { deployment: workflowAppDeployment(inRequests) })),
    },
);

export const runStatus: Schema = oneOfTexts(
    "PENDING",
    "RUNNING",
    "FAILED",
    "SUCCEEDED",
    "TERMINATING",
    "TERMINATED",
    "UNKNOWN",
);

const builtApp = { app_id: uuid, build_id: uuid, config_id: text, cluster_id: uuid };

export const workflowRunData: Schema = union({
    AciSingleJob: object({ ...builtApp, container_group_name: text, deployment_name: text }),
    KubernetesSingleJob: object(builtApp),
});

export const workflowRun: Schema = object({
    run_id: uuid,
    run_status: runStatus,
    created_at: int64,
    graph_id: uuid,
    graph_version: text,
    group_id: uuid,
    deployment: workflowDeployment(inAnswers),
    workflow_cluster_data: workflowRunData,
});

export const workflowRunStatusResponse: Schema = object({ run: workflowRun }, { generic: freeObject });

export const workflowRunList: Schema = object({ workflow_runs: list(workflowRun) });

export const workflowRunLogs: Schema = object({ text }, { generic: anything });

/* Final graphs */

const owner = { acct_id: uuid, group_id: uuid };

const placeholder: Schema = {
    type: "object",
    properties: { kind: oneOfTexts("dataset", "app", "script") },
    required: ["kind"],
};

export const workflowObject: Schema = object(
    {
        name: text,
        ref: union({
            app: object({ image_id: uuid, config_id: text }, owner),
            dataset: object({ dataset_id: uuid }, owner),
            placeholder,
        }),
    },
    { user_id: uuid, description: text },
);

const edgeEnd: Schema = object({ id: filledText }, { port: { anyOf: [text, int64, { type: "null" }] } });

export const finalWorkflowGraph: Schema = object(
    {
        created_at: int64,
        objects: mapOf(workflowObject),
        edges: mapOf(object({ source: edgeEnd, target: edgeEnd })),
        labels: texts,
        runtime_configs: mapOf(
            object(
                { image_id: uuid, config_id: text, child_nodes: list(filledText) },
                { deployment: workflowAppDeployment(inAnswers) },
            ),
        ),
    },
    { metadata: anything, deployment: workflowDeployment(inAnswers) },
);

export const finalWorkflow: Schema = object(
    {
        graph_id: uuid,
        name: text,
        group_id: uuid,
        acct_id: uuid,
        created_at: int64,
        updated_at: int64,
        description: text,
        versions: mapOf(finalWorkflowGraph),
    },
    { type: oneOfTexts("OWNED", "SHARED") },
);

export const finalWorkflowVersion: Schema = object({
    graph_id: uuid,
    name: text,
    description: text,
    version: filledText,
    contents: finalWorkflowGraph,
});

const pageMetadata: Schema = object({
    page: count,
    pages: count,
    limit: count,
    total_count: count,
    filtered_count: count,
});

const pageOf = (items: Schema): Schema => object({ items: list(items) }, { metadata: pageMetadata });

export const finalWorkflowList: Schema = pageOf(finalWorkflow);

/* Compute clusters */

export const computeCluster: Schema = union(
    {
        kubernetes: object({ cluster: text, server: text, user: text }),
        aci: object({ subscription: uuid, resource_group: text }, { deployment_location: text }),
    },
    { cluster_id: uuid, name: text, description: text, created_by: uuid },
);

export const computeClusterList: Schema = pageOf(computeCluster);

const kubeconfigCluster = inRequests.object(
    { server: text },
    { "insecure-skip-tls-verify": flag, "certificate-authority-data": text },
);

const kubeconfigUser = inRequests.object(
    {},
    {
        token: text,
        "client-certificate-data": text,
        "client-key-data": text,
        exec: inRequests.object({ command: text }, { api_version: text, args: list(text) }),
    },
);

const kubeconfig: Schema = inRequests.object(
    {
        clusters: list(inRequests.object({ name: text, cluster: kubeconfigCluster })),
        users: list(inRequests.object({ name: text, user: kubeconfigUser })),
        contexts: list(
            inRequests.object({
                name: text,
                context: inRequests.object({ cluster: text, user: text }, { namespace: text }),
            }),
        ),
    },
    { kind: text, apiVersion: text, "current-context": text },
);

const servicePrincipal: Schema = inRequests.object({ app_id: text, tenant: text, password: text });

/** The same for creating and for changing a cluster: it is always sent whole. */
export const computeClusterRequest: Schema = inRequests.union(
    {
        kubernetes: inRequests.object({ kubeconfig }),
        aci: inRequests.object(
            {
                subscription: uuid,
                resource_group: text,
                secrets: inRequests.object({ service_principal: servicePrincipal }),
            },
            { deployment_location: text },
        ),
    },
    { name: text, description: text },
);

/* Sessions and tokens */

const sessionInfo: Schema = object(
    { subject_id: uuid, session_expires_at: int64, session_token_expires_at: int64 },
    { selected_account_id: uuid },
);

export const authResponse: Schema = object({ access_token: filledText, session_info: sessionInfo });

export const selectAccountResponse: Schema = object({ session_info: sessionInfo });

export const versionResponse: Schema = object({ version: filledText });

/** The fields of the form, not of a JSON document. */
export const oauthTokenRequest: Schema = inRequests.object({ grant_type: exactly("client_credentials") });

export const oauthTokenResponse: Schema = object({
    access_token: filledText,
    token_type: exactly("Bearer"),
    expires_in: count,
});

/* Errors */

export const oauthErrorResponse: Schema = object(
    { error: filledText, error_description: filledText },
    { error_uri: text },
);

const messageErrorResponse: Schema = object({ message: filledText });

export const errorResponse: Schema = { anyOf: [messageErrorResponse, oauthErrorResponse] };
