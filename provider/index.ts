export { ComputeCluster } from "./program/ComputeCluster";
export type {
    AciClusterArgs,
    AciConnection,
    CommonClusterArgs,
    ComputeClusterArgs,
    KubernetesClusterArgs,
    KubernetesConnection,
    ServicePrincipal,
} from "./program/ComputeCluster";
export { WorkflowRunCompletion } from "./program/WorkflowRunCompletion";
export type { WorkflowRunCompletionArgs } from "./program/WorkflowRunCompletion";
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
export { getCluster, getClusterOutput, getClusters, getClustersOutput } from "./program/getCluster";
export type {
    GetClusterArgs,
    GetClusterOutputArgs,
    GetClusterResult,
    GetClustersArgs,
    GetClustersOutputArgs,
} from "./program/getCluster";
export {
    getWorkflowGraph,
    getWorkflowGraphOutput,
    getWorkflowGraphs,
    getWorkflowGraphsOutput,
} from "./program/getWorkflowGraph";
export type {
    GetWorkflowGraphArgs,
    GetWorkflowGraphOutputArgs,
    GetWorkflowGraphResult,
    GraphApplication,
    ListedWorkflowGraph,
    WorkflowGraphFacts,
    WorkflowGraphFilter,
    WorkflowGraphOutput,
    WorkflowGraphOutputFilter,
} from "./program/getWorkflowGraph";
export type { LookupOptions } from "./program/invoke";
export {
    iterateWorkflowRuns,
    getWorkflowRun,
    getWorkflowRunLogs,
    getWorkflowRunLogsOutput,
    getWorkflowRunOutput,
    getWorkflowRuns,
    getWorkflowRunsOutput,
} from "./program/getWorkflowRun";
export type {
    GetWorkflowRunArgs,
    GetWorkflowRunLogsArgs,
    GetWorkflowRunLogsOutputArgs,
    GetWorkflowRunLogsResult,
    GetWorkflowRunOutputArgs,
    GetWorkflowRunResult,
    GetWorkflowRunsArgs,
    GetWorkflowRunsOutputArgs,
} from "./program/getWorkflowRun";
export * from "./program/deprecated";
