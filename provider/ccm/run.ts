import { z } from "zod";
import { RUN_STATUSES, type RunStatus } from "../contract/runStatus";
import { lenient } from "./lenient";

/*
 * Bodies of the workflow-run operations, named and spelled as CCM does. Requests are exact. Answers are read
 * leniently: fields we do not know are left out, and of those we know only what nothing can go on without is required,
 * because an answer to a start that is thrown away for a missing detail would lose the run.
 */

export const kubernetesSingleJob = z.object({ namespace: z.string(), cluster_id: z.string() });
export const aciSingleJob = z.object({ cluster_id: z.string(), deployment_location: z.string().optional() });

/** Exactly one of the two. */
export type WorkflowDeployment =
    | { kubernetes_single_job: z.infer<typeof kubernetesSingleJob> }
    | { aci_single_job: z.infer<typeof aciSingleJob> };

export interface ExposedPort {
    port: number;
    protocol: "Tcp" | "Udp";
}

/** Exactly one of the two. */
export type WorkflowAppDeployment =
    | { kubernetes: { job_spec: Record<string, unknown> } }
    | { aci: { exposed_ports: ExposedPort[]; env_vars: Record<string, string> } };

/** Body of `POST /v1/workflow_runs`. */
export interface StartWorkflowRunRequest {
    graph_id: string;
    graph_version: string;
    deployment?: WorkflowDeployment;
    /** Keys are runtime-configuration ids of the graph version. */
    runtime_configs?: Record<string, { deployment?: WorkflowAppDeployment }>;
}

const deployment = z.union([
    z.object({ kubernetes_single_job: kubernetesSingleJob }),
    z.object({ aci_single_job: aciSingleJob }),
]);

const runData = z.union([
    z.object({
        AciSingleJob: z.object({
            app_id: z.string(),
            build_id: z.string(),
            config_id: z.string(),
            cluster_id: z.string(),
            container_group_name: z.string(),
            deployment_name: z.string(),
        }),
    }),
    z.object({
        KubernetesSingleJob: z.object({
            app_id: z.string(),
            build_id: z.string(),
            config_id: z.string(),
            cluster_id: z.string(),
        }),
    }),
]);

export const workflowRun = z.object({
    run_id: z.string().min(1),
    run_status: z.enum(RUN_STATUSES).catch("UNKNOWN"),
    /** Seconds since 1970; milliseconds have been inferred from the size of the number. */
    created_at: lenient(z.number()),
    graph_id: lenient(z.string()),
    graph_version: lenient(z.string()),
    group_id: lenient(z.string()),
    deployment: lenient(deployment),
    workflow_cluster_data: lenient(runData),
});

export type CcmRun = z.infer<typeof workflowRun>;

export const workflowRunStatusResponse = z.object({
    run: workflowRun,
    /** What the orchestrator says, in its own shape. */
    generic: lenient(z.record(z.string(), z.unknown())),
});

export type CcmRunStatus = z.infer<typeof workflowRunStatusResponse>;

export const listWorkflowRunsResponse = z.object({ workflow_runs: z.array(workflowRun) });

export const workflowRunLogs = z.object({ text: z.string(), generic: z.unknown().optional() });

export type CcmRunLogs = z.infer<typeof workflowRunLogs>;

/** `created_at` is in seconds; a number beyond this can only be milliseconds (the year 5138 in seconds). */
const LARGEST_SECONDS = 1e11;

/** CCM's `created_at` in milliseconds since 1970; `undefined` when it is not told. */
export function createdAtMs(createdAt: number | undefined): number | undefined {
    if (createdAt === undefined) return undefined;
    return createdAt > LARGEST_SECONDS ? createdAt : createdAt * 1000;
}

/** Id of the cluster that a run is on, in lower case; `undefined` when the service does not tell. */
export function clusterOfRun({ deployment }: CcmRun): string | undefined {
    if (deployment === undefined) return undefined;
    const job = "kubernetes_single_job" in deployment ? deployment.kubernetes_single_job : deployment.aci_single_job;
    return job.cluster_id.toLowerCase();
}

/** What is known of a run, in the form of an answer of the service. */
export function lastKnown(runId: string, runStatus: RunStatus): CcmRunStatus {
    return workflowRunStatusResponse.parse({ run: { run_id: runId, run_status: runStatus } });
}

/** What was seen of a run. */
export type Observation =
    | { readonly kind: "found"; readonly status: CcmRunStatus }
    /** Neither the orchestrator nor the list of runs knows it. */
    | { readonly kind: "gone" };
