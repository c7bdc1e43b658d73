import { z } from "zod";
import { RUN_STATUSES, type RunStatus } from "../contract/runStatus";
import { normalRunId } from "../contract/runId";
import { lenient, object } from "./lenient";

/*
 * Request and response bodies of the workflow-run operations, with CCM's names and spelling. Requests are exact.
 * Responses are parsed leniently: unknown fields are dropped and only indispensable ones are required, because
 * rejecting the response to a start for a missing detail would lose the run.
 */

const kubernetesSingleJob = z.object({ namespace: z.string(), cluster_id: z.string() });
const aciSingleJob = z.object({ cluster_id: z.string(), deployment_location: lenient(z.string()) });

/** Exactly one of the two. */
export type WireDeployment =
    | { kubernetes_single_job: z.infer<typeof kubernetesSingleJob> }
    | { aci_single_job: { cluster_id: string; deployment_location?: string | undefined } };

interface WirePort {
    port: number;
    protocol: "Tcp" | "Udp";
}

/** Exactly one of the two. */
export type WireAppDeployment =
    | { kubernetes: { job_spec: Record<string, unknown> } }
    | { aci: { exposed_ports: WirePort[]; env_vars: Record<string, string> } };

/** Body of `POST /v1/workflow_runs`. */
export interface StartWorkflowRunRequest {
    graph_id: string;
    graph_version: string;
    deployment?: WireDeployment;
    /** Keys are runtime-configuration ids of the graph version. */
    runtime_configs?: Record<string, { deployment?: WireAppDeployment }>;
}

const deployment = z.union([
    z
        .object({ kubernetes_single_job: kubernetesSingleJob })
        .transform(({ kubernetes_single_job: { namespace, cluster_id } }) => ({
            kubernetesSingleJob: { namespace, clusterId: cluster_id },
        })),
    z.object({ aci_single_job: aciSingleJob }).transform(({ aci_single_job: { cluster_id, deployment_location } }) => ({
        aciSingleJob: {
            clusterId: cluster_id,
            ...(deployment_location !== undefined && { deploymentLocation: deployment_location }),
        },
    })),
]);

const ids = { app_id: z.string(), build_id: z.string(), config_id: z.string(), cluster_id: z.string() };
type Ids = Record<keyof typeof ids, string>;

const clusterData = z.union([
    z
        .object({ KubernetesSingleJob: z.object(ids) })
        .transform(({ KubernetesSingleJob: job }) => ({ kind: "KubernetesSingleJob" as const, ...idsOf(job) })),
    z
        .object({
            AciSingleJob: z.object({ ...ids, container_group_name: z.string(), deployment_name: z.string() }),
        })
        .transform(({ AciSingleJob: job }) => ({
            kind: "AciSingleJob" as const,
            ...idsOf(job),
            containerGroupName: job.container_group_name,
            deploymentName: job.deployment_name,
        })),
]);

function idsOf({ app_id, build_id, config_id, cluster_id }: Ids) {
    return { appId: app_id, buildId: build_id, configId: config_id, clusterId: cluster_id };
}

const wireRun = z.object({
    /** Empty if missing or invalid. */
    run_id: z.string().catch(""),
    run_status: z.enum(RUN_STATUSES).catch("UNKNOWN"),
    /** Seconds since 1970; milliseconds are inferred from the size of the number. */
    created_at: lenient(z.number()),
    graph_id: lenient(z.string()),
    graph_version: lenient(z.string()),
    group_id: lenient(z.string()),
    deployment: z.unknown().optional(),
    workflow_cluster_data: z.unknown().optional(),
});

/** A run as the service lists it. */
export type WireRun = z.infer<typeof wireRun>;

/** A run, from a response of the service or from state. */
export interface Run {
    /** Empty for a list row without an id: it identifies no run, and no run can be considered missing beside it. */
    readonly runId: string;
    readonly status: RunStatus;
    /** In milliseconds since 1970, by the service's clock. */
    readonly createdAtMs?: number | undefined;
    readonly graphId?: string | undefined;
    readonly graphVersion?: string | undefined;
    readonly groupId?: string | undefined;
    /** Where it runs. */
    readonly deployment?: z.infer<typeof deployment> | undefined;
    /** Resources that the service created on the cluster for it. */
    readonly clusterData?: z.infer<typeof clusterData> | undefined;
    /** Id of its cluster, from `deployment` or `clusterData`, even if those are otherwise invalid. */
    readonly clusterId?: string | undefined;
    /** The orchestrator's data, in its own format. Lists do not include it. */
    readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

/** Observed state of a run; `"gone"` when neither the orchestrator nor the list of runs knows it. */
export type RunObservation = Run | "gone";

/** `created_at` is in seconds; a number beyond this can only be milliseconds (the year 5138 in seconds). */
export const LARGEST_SECONDS = 1e11;

/** Converts a run from CCM's spelling. */
export function toRun(wire: WireRun, detail?: Run["detail"]): Run {
    const { created_at: createdAt, deployment: place, workflow_cluster_data: made } = wire;
    return {
        runId: normalRunId(wire.run_id),
        status: wire.run_status,
        createdAtMs: createdAt === undefined || createdAt > LARGEST_SECONDS ? createdAt : createdAt * 1000,
        graphId: wire.graph_id,
        graphVersion: wire.graph_version,
        groupId: wire.group_id,
        deployment: deployment.safeParse(place).data,
        clusterData: clusterData.safeParse(made).data,
        clusterId: clusterIdIn(place) ?? clusterIdIn(made),
        detail,
    };
}

/** Response to a start, a stop and a status request. */
export const runResponse = z
    .object({
        run: wireRun.refine((run) => run.run_id !== "", { error: "has no id", path: ["run_id"] }),
        generic: lenient(object),
    })
    .transform(({ run, generic }) => toRun(run, generic));

/** Both contain one object, under the name of its kind. */
function clusterIdIn(place: unknown): string | undefined {
    const kinds = Object.values(object.safeParse(place).data ?? {});
    return kinds.map((kind) => withCluster.safeParse(kind).data?.cluster_id).find((id) => id !== undefined);
}

const withCluster = z.object({ cluster_id: z.string() });

/** Replaces a row that is not an object. */
const NO_ROW = { run_id: "", run_status: "UNKNOWN" } as const;

/** A page of the list of runs, in CCM's spelling, because the fields of the last run request the next page. */
export const runPage = z.object({ workflow_runs: z.array(wireRun.catch(NO_ROW)) });

export interface CcmRunLogs {
    /** Output of the applications. */
    readonly text: string;
    /** The orchestrator's data, in its own format. */
    readonly generic?: Readonly<Record<string, unknown>> | undefined;
}

export const workflowRunLogs = z
    .object({ text: lenient(z.string()), generic: lenient(object) })
    .transform(({ text = "", generic }): CcmRunLogs => ({ text, generic }));
