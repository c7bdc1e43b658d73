export type { ComputeCluster, FinalWorkflow, FinalWorkflowGraph } from "./catalogSchemas";
export type { ComputeClusterRequest, Kubeconfig } from "./clusterRequest";
export { CREDENTIAL_NAMES, SETTING_NAMES, type SettingName } from "./settingNames";
export { CcmClient, oneTry } from "./client";
export type { CallOptions } from "./exchange";
export { systemClock, type Clock, type Random } from "./clock";
export * from "./errors";
export { redactor, type Redact } from "./redact";
export { workflowRunStatusResponse } from "./runSchemas";
export type {
    CcmRun,
    CcmRunStatus,
    StartWorkflowRunRequest,
    WorkflowAppDeployment,
    WorkflowDeployment,
} from "./runSchemas";
export { probeVersion, type Probe } from "./probe";
export {
    ARMOR_PREFIX,
    checkOptions,
    parseSettings,
    type OptionsCheck,
    type RawSettings,
    type Settings,
} from "./settings";
export { FINISHED_STATUSES, isFinished, RUN_STATUSES, type FinishedStatus, type RunStatus } from "./statuses";
export { oneLine } from "./text";
export { isThrottled } from "./retry";
