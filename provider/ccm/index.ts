export { CcmClient, NO_RUN } from "./client";
export { abortable, AbortError, type Clock, type Random, systemClock } from "./clock";
export { type ClusterFacts, type ComputeClusterRequest, type Kubeconfig, type KubeconfigProgram } from "./cluster";
export {
    CcmBodyError,
    CcmConnectionError,
    CcmCredentialError,
    CcmRedirectError,
    CcmSettingsError,
    CcmStatusError,
    isNotFound,
    isUnauthorized,
    RATE_LIMITED_LOCALLY,
} from "./errors";
export { type CallOptions, oneTry } from "./exchange";
export {
    applicationsOf,
    contentsOf,
    finalVersions,
    type Graph,
    type GraphVersion,
    isVersionMissing,
    naturalOrder,
    newestVersion,
    noSuchVersion,
} from "./graph";
export { collect } from "./paging";
export { type Probe, probeService } from "./probe";
export { type RawAnswer, RawClient } from "./rawClient";
export { MASK, type Redact, redactor, SecretMask } from "./redact";
export { isThrottled } from "./retry";
export {
    LARGEST_SECONDS,
    type Run,
    type RunObservation,
    type StartWorkflowRunRequest,
    type WireAppDeployment,
    type WireDeployment,
} from "./run";
export { type AnswerProof, LATE_MS, whatAnswerProves } from "./startAnswer";
export { baseUrlOf, type CcmDeployment } from "./serviceAddress";
export {
    checkConfiguration,
    type OptionsCheck,
    type ReadConfig,
    resolveConfiguration,
    type Settings,
} from "./settings";
