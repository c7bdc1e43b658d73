export {
    type AciClusterArgs,
    type AciConnection,
    type CommonClusterArgs,
    ComputeCluster,
    type ComputeClusterArgs,
    type KubernetesClusterArgs,
    type KubernetesConnection,
    type ServicePrincipal,
} from "./program/ComputeCluster";
export { WorkflowRunCompletion, type WorkflowRunCompletionArgs } from "./program/WorkflowRunCompletion";
export { WorkflowRun } from "./program/WorkflowRun";
export type {
    AciApp,
    AciAppDeployment,
    AciDeployment,
    AciSingleJob,
    AppDeployment,
    EffectiveDeployment,
    ExposedPort,
    KubernetesApp,
    KubernetesAppDeployment,
    KubernetesDeployment,
    KubernetesSingleJob,
    RunClusterData,
    RunStatus,
    RuntimeConfig,
    RunTimeouts,
    WorkflowDeployment,
    WorkflowRunArgs,
} from "./program/WorkflowRunArgs";
export { Provider } from "./program/Provider";
export type {
    AppProviderArgs,
    CommonProviderArgs,
    PlainProviderArgs,
    ProviderArgs,
    TokenProviderArgs,
    UserProviderArgs,
} from "./program/ProviderArgs";
export {
    type Cluster,
    getCluster,
    type GetClusterArgs,
    getClusterOutput,
    type GetClusterOutputArgs,
    getClusters,
    type GetClustersArgs,
    getClustersOutput,
    type GetClustersOutputArgs,
} from "./program/getCluster";
export {
    getWorkflowGraph,
    type GetWorkflowGraphArgs,
    getWorkflowGraphOutput,
    type GetWorkflowGraphOutputArgs,
    type GraphApplication,
    type WorkflowGraph,
    type WorkflowGraphFacts,
    type WorkflowGraphOutput,
} from "./program/getWorkflowGraph";
export type { LookupOptions } from "./program/invoke";
export {
    eachWorkflowRun,
    getWorkflowRun,
    type GetWorkflowRunArgs,
    getWorkflowRunLogs,
    type GetWorkflowRunLogsArgs,
    getWorkflowRunLogsOutput,
    type GetWorkflowRunLogsOutputArgs,
    getWorkflowRunOutput,
    type GetWorkflowRunOutputArgs,
    getWorkflowRuns,
    type GetWorkflowRunsArgs,
    getWorkflowRunsOutput,
    type GetWorkflowRunsOutputArgs,
    type RunFacts,
    type RunLogs,
} from "./program/getWorkflowRun";
