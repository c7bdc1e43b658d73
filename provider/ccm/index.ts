export type { ComputeCluster, FinalWorkflow, FinalWorkflowGraph } from "./graph";
export type { ComputeClusterRequest, Kubeconfig } from "./cluster";
export { CREDENTIAL_NAMES, SETTING_NAMES, type SettingName } from "../contract/settingNames";
export { CcmClient, oneTry } from "./client";
export type { CallOptions } from "./exchange";
export { systemClock, type Clock, type Random } from "./clock";
export * from "./errors";
export { redactor, type Redact } from "./redact";
export { workflowRunStatusResponse } from "./run";
export type { CcmRun, CcmRunStatus, StartWorkflowRunRequest, WorkflowAppDeployment, WorkflowDeployment } from "./run";
export { probeVersion, type Probe } from "./probe";
export {
    ARMOR_PREFIX,
    checkOptions,
    parseSettings,
    type OptionsCheck,
    type RawSettings,
    type Settings,
} from "./settings";
export {
    FINISHED_STATUSES,
    isFinished,
    RUN_STATUSES,
    type FinishedStatus,
    type RunStatus,
} from "../contract/runStatus";
export { oneLine } from "./bodyText";
export { isThrottled } from "./retry";
