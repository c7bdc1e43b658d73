import { secret } from "@pulumi/pulumi";
import type { Input, Output } from "@pulumi/pulumi";
import type { EffectiveDeployment, RunClusterData, RunStatus } from "./WorkflowRunArgs";
import { thisProgram } from "./account";
import { knownAccount, lookUp, lookUpOutput, named } from "./invoke";
import type { LookupOptions } from "./invoke";
import { isMocked } from "./mockedLookups";

/** A run as CCM shows it. What CCM leaves out is left out here. */
export interface GetWorkflowRunResult {
    /** UUID. */
    runId: string;
    runStatus: RunStatus;
    /** ISO 8601, UTC. */
    createdAt?: string | undefined;
    graphId?: string | undefined;
    /** The version that runs, which CCM may move on from the one that was asked for. */
    currentGraphVersion?: string | undefined;
    groupId?: string | undefined;
    effectiveDeployment?: EffectiveDeployment;
    clusterData?: RunClusterData;
}

export interface GetWorkflowRunArgs {
    runId: string;
}

export interface GetWorkflowRunOutputArgs {
    runId: Input<string>;
}

/**
 * The current status of a run, whether a resource owns it or not.
 *
 * @throws RunError when CCM does not know it
 *
 * @example
 * ```ts
 * const { runStatus } = await ccm.getWorkflowRun({ runId: "7c1e0a52-3c0f-4a55-9d3f-1f0a60d1c001" });
 * ```
 */
export function getWorkflowRun(args: GetWorkflowRunArgs, opts?: LookupOptions): Promise<GetWorkflowRunResult> {
    return lookUp("getWorkflowRun", args, opts);
}

/** The same for a run whose id comes from another resource. */
export function getWorkflowRunOutput(
    args: GetWorkflowRunOutputArgs,
    opts?: LookupOptions,
): Output<GetWorkflowRunResult> {
    return lookUpOutput("getWorkflowRun", args, opts);
}

/** Only runs that fit all that is given. */
export interface GetWorkflowRunsArgs {
    graphId?: string | undefined;
    graphVersion?: string | number | undefined;
    clusterId?: string | undefined;
    statuses?: RunStatus[] | undefined;
    /** A time such as `2026-01-31T12:00:00Z`. */
    createdAfter?: string | undefined;
    createdBefore?: string | undefined;
}

export interface GetWorkflowRunsOutputArgs {
    graphId?: Input<string | undefined>;
    graphVersion?: Input<string | number | undefined>;
    clusterId?: Input<string | undefined>;
    statuses?: Input<Input<RunStatus>[] | undefined>;
    createdAfter?: Input<string | undefined>;
    createdBefore?: Input<string | undefined>;
}

/**
 * All runs that match, the newest first. CCM keeps every run: `iterateWorkflowRuns` need not read them all.
 *
 * @example
 * ```ts
 * const active = await ccm.getWorkflowRuns({ graphId, statuses: ["PENDING", "RUNNING"] });
 * ```
 */
export function getWorkflowRuns(args: GetWorkflowRunsArgs = {}, opts?: LookupOptions): Promise<GetWorkflowRunResult[]> {
    return lookUp("getWorkflowRuns", args, opts);
}

/** The same for arguments that come from other resources. */
export function getWorkflowRunsOutput(
    args: GetWorkflowRunsOutputArgs = {},
    opts?: LookupOptions,
): Output<GetWorkflowRunResult[]> {
    return lookUpOutput("getWorkflowRuns", args, opts);
}

/**
 * The runs that match, one after another, in no particular order. Pages of CCM's list are requested as they are needed.
 *
 * @example
 * ```ts
 * for await (const { runId, runStatus } of ccm.iterateWorkflowRuns({ graphId })) {
 *     if (runStatus === "FAILED") throw new Error(`${runId} has failed`);
 * }
 * ```
 */
export function iterateWorkflowRuns(
    args: GetWorkflowRunsArgs = {},
    opts?: LookupOptions,
): AsyncGenerator<GetWorkflowRunResult> {
    return iterate("iterateWorkflowRuns", args, opts);
}

/** @param name of the function that is called, for its errors */
export async function* iterate(
    name: string,
    args: GetWorkflowRunsArgs,
    opts: LookupOptions | undefined,
): AsyncGenerator<GetWorkflowRunResult> {
    if (isMocked()) {
        yield* await getWorkflowRuns(args, opts);
        return;
    }
    const program = thisProgram();
    const account = await knownAccount(name, opts, "getWorkflowRunsOutput");
    const { iterateRunsOf } = await import("./queries.js");
    const runs = await named(name, () => iterateRunsOf(program, account, { ...args }));
    try {
        for (;;) {
            const next = await named(name, () => runs.next());
            if (next.done === true) return;
            yield next.value as GetWorkflowRunResult;
        }
    } finally {
        await runs.return(undefined);
    }
}

export interface GetWorkflowRunLogsArgs {
    runId: string;
    /** Of one application: `graph.runtimeConfigId("scorer")`. Of all unless given. */
    runtimeConfigId?: string | undefined;
}

export interface GetWorkflowRunLogsOutputArgs {
    runId: Input<string>;
    runtimeConfigId?: Input<string | undefined>;
}

export interface GetWorkflowRunLogsResult {
    /** Whatever CCM keeps of them, without control characters. May hold what an application should not have written. */
    text: string;
}

/**
 * What a run's applications have written.
 *
 * @throws RunError when CCM does not have it (any more)
 *
 * @example
 * ```ts
 * const { text } = await ccm.getWorkflowRunLogs({ runId: "7c1e0a52-3c0f-4a55-9d3f-1f0a60d1c001" });
 * ```
 */
export function getWorkflowRunLogs(
    args: GetWorkflowRunLogsArgs,
    opts?: LookupOptions,
): Promise<GetWorkflowRunLogsResult> {
    return lookUp("getWorkflowRunLogs", args, opts);
}

/** The same for a run whose id comes from another resource. A secret: nobody knows what an application writes. */
export function getWorkflowRunLogsOutput(
    args: GetWorkflowRunLogsOutputArgs,
    opts?: LookupOptions,
): Output<GetWorkflowRunLogsResult> {
    return secret(lookUpOutput("getWorkflowRunLogs", args, opts));
}
