export { checkComputeCluster, clusterSecrets } from "./clusters/clusterInputs";
export { ClusterOwnership, type ClusterContext } from "./clusters/clusterOwnership";
export { createCluster } from "./clusters/createCluster";
export { deleteCluster } from "./clusters/deleteCluster";
export { diffComputeCluster } from "./clusters/diffCluster";
export { readCluster } from "./clusters/readCluster";
export { updateCluster } from "./clusters/updateCluster";
export { awaitCompletion, type CompletionWait, updateCompletion } from "./completions/awaitCompletion";
export { checkCompletion, completionReason } from "./completions/completionInputs";
export type { Report, OperationContext } from "./context";
export { findCluster, findClusters } from "./lookups/findCluster";
export { findGraph, findGraphs } from "./lookups/findGraph";
export { iterateRuns, findLogs, findRun, findRuns } from "./lookups/findRuns";
export { orchestratorFacts } from "./orchestrator/orchestratorDetail";
export { plannedStart } from "./preview/plannedStart";
export { type PreviewFacts, PreviewQuestions } from "./preview/previewFacts";
export { type Finding, needsOwnRuns, previewFindings } from "./preview/previewFindings";
export type { RunContext } from "./recovery/runContext";
export { matchRun, RUN_DEFINING_INPUTS } from "./recovery/runSpec";
export { RunOwnership } from "./recovery/runOwnership";
export type { OpenCreate, StackState, StackStateReader, StateRun } from "./recovery/stackState";
export {
    type Journal,
    type Machine,
    type NotedStart,
    recordKey,
    startRecord,
    type StartRecord,
} from "./recovery/startRecord";
export { endpointHash, formatStamp, parseStamp } from "./recovery/startStamp";
export { isOwnerAlive } from "./recovery/startWindow";
export { type OpenStarts, openStartsOf } from "./recovery/openStarts";
export { RunFailure } from "./runs/awaitAndCollectOutputs";
export { createRun } from "./runs/createRun";
export { deleteRun } from "./runs/deleteRun";
export { diffWorkflowRun, whyFailed } from "./runs/diffRun";
export { readRun } from "./runs/readRun";
export { checkWorkflowRun, startReason } from "./runs/runInputs";
export { updateRun } from "./runs/updateRun";
export { SecretRegistry, textsIn, withKeptSecretPaths } from "./secrets";
export { formatDuration, isOfSameStack, messageOf, parseDuration, resourceName, stackOf } from "./text";
export { type CheckResult, formatProblem, type Properties } from "./validation";
export { isRecord, isUnknown, mapTexts, type Path, valueAt, withoutNulls } from "./values";
export { PollingStatusReader } from "./wait/pollingStatusReader";
export type { StatusReader } from "./wait/statusReader";
export type { WaitContext } from "./wait/waitContext";
