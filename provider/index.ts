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
