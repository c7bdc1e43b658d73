import { isDeepStrictEqual } from "node:util";
import { type CcmRunStatus, createdAtMs, oneLine, type Redact } from "../ccm";

/** Version of the outputs' shape; raised when a reader of state has to tell shapes apart. */
const STATE_VERSION = 1;
/** What the service says about a run is kept up to this many characters: state is not a log. */
const MAX_DETAIL = 1000;

/** The outputs that describe the run itself, apart from the inputs that stand beside them in state. */
export const RUN_OUTPUTS = [
    "runId",
    "runStatus",
    "createdAt",
    "groupId",
    "currentGraphVersion",
    "effectiveDeployment",
    "clusterData",
    "statusDetail",
    "stateVersion",
    "__waiting",
    "__endSeenAt",
] as const;

export type RunOutputs = Partial<Record<(typeof RUN_OUTPUTS)[number], unknown>>;

/** The outputs that an answer of the service gives. What it leaves out is left as `previous` has it. */
export function runOutputs({ run, generic }: CcmRunStatus, redact: Redact, previous: RunOutputs = {}): RunOutputs {
    const { statusDetail: detail, ...kept } = previous;
    const unchanged = previous.runStatus === run.run_status ? detail : undefined;
    return {
        ...kept,
        ...withoutUndefined({
            runId: run.run_id,
            runStatus: run.run_status,
            createdAt: toIsoTime(run.created_at),
            groupId: run.group_id,
            // These may repeat a secret input, and Pulumi marks an output as secret only where it has the input's name.
            currentGraphVersion: redactStrings(run.graph_version, redact),
            effectiveDeployment: redactStrings(run.deployment && effectiveDeployment(run.deployment), redact),
            clusterData: redactStrings(run.workflow_cluster_data && clusterData(run.workflow_cluster_data), redact),
            statusDetail: statusDetail(generic, redact) ?? unchanged,
            stateVersion: STATE_VERSION,
        }),
    };
}

function redactStrings(value: unknown, redact: Redact): unknown {
    if (typeof value === "string") return redact(value);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redactStrings(member, redact)]));
}

/** `generic` holds one object under the orchestrator's name; the name says nothing that the deployment does not say. */
function statusDetail(generic: CcmRunStatus["generic"], redact: Redact): string | undefined {
    const told = Object.values(generic ?? {}).filter((part) => part !== null && !isDeepStrictEqual(part, {}));
    return told.length === 0
        ? undefined
        : oneLine(told.map((part) => redact(JSON.stringify(part))).join(" "), MAX_DETAIL);
}

function toIsoTime(createdAt: number | undefined): string | undefined {
    const time = new Date(createdAtMs(createdAt) ?? NaN);
    return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function effectiveDeployment(deployment: NonNullable<CcmRunStatus["run"]["deployment"]>) {
    if ("kubernetes_single_job" in deployment) {
        const { namespace, cluster_id } = deployment.kubernetes_single_job;
        return { kubernetesSingleJob: { namespace, clusterId: cluster_id } };
    }
    const { cluster_id, deployment_location } = deployment.aci_single_job;
    return { aciSingleJob: withoutUndefined({ clusterId: cluster_id, deploymentLocation: deployment_location }) };
}

function clusterData(data: NonNullable<CcmRunStatus["run"]["workflow_cluster_data"]>) {
    const ids = (job: { app_id: string; build_id: string; config_id: string; cluster_id: string }) => ({
        appId: job.app_id,
        buildId: job.build_id,
        configId: job.config_id,
        clusterId: job.cluster_id,
    });
    if ("KubernetesSingleJob" in data) return { kind: "KubernetesSingleJob", ...ids(data.KubernetesSingleJob) };
    const job = data.AciSingleJob;
    return {
        kind: "AciSingleJob",
        ...ids(job),
        containerGroupName: job.container_group_name,
        deploymentName: job.deployment_name,
    };
}

function withoutUndefined<T extends object>(object: T): T {
    return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
