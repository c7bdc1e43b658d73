export { ComputeCluster } from "./ComputeCluster";
export type {
    AciClusterArgs,
    AciConnection,
    CommonClusterArgs,
    ComputeClusterArgs,
    KubernetesClusterArgs,
    KubernetesConnection,
    ServicePrincipal,
} from "./ComputeClusterArgs";
export { WorkflowRunCompletion } from "./WorkflowRunCompletion";
export type { WorkflowRunCompletionArgs } from "./WorkflowRunCompletion";
export { WorkflowRun } from "./WorkflowRun";
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
} from "./WorkflowRunArgs";
export { Provider } from "./Provider";
export type {
    AppProviderArgs,
    CommonProviderArgs,
    PlainProviderArgs,
    ProviderArgs,
    TokenProviderArgs,
    UserProviderArgs,
} from "./ProviderArgs";
export { getCluster, getClusterOutput, getClusters, getClustersOutput } from "./clusterLookups";
export type {
    Cluster,
    GetClusterArgs,
    GetClusterOutputArgs,
    GetClustersArgs,
    GetClustersOutputArgs,
} from "./clusterLookups";
export { getWorkflowGraph, getWorkflowGraphOutput } from "./graphLookup";
export type {
    GetWorkflowGraphArgs,
    GetWorkflowGraphOutputArgs,
    GraphApplication,
    WorkflowGraph,
    WorkflowGraphFacts,
    WorkflowGraphOutput,
} from "./graphLookup";
export type { LookupOptions } from "./lookups";
export {
    eachWorkflowRun,
    getWorkflowRun,
    getWorkflowRunLogs,
    getWorkflowRunLogsOutput,
    getWorkflowRunOutput,
    getWorkflowRuns,
    getWorkflowRunsOutput,
} from "./runLookups";
export type {
    GetWorkflowRunArgs,
    GetWorkflowRunLogsArgs,
    GetWorkflowRunLogsOutputArgs,
    GetWorkflowRunOutputArgs,
    GetWorkflowRunsArgs,
    GetWorkflowRunsOutputArgs,
    RunFacts,
    RunLogs,
} from "./runLookups";
