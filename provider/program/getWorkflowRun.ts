import { secret } from "@pulumi/pulumi";
import type { Input, Output } from "@pulumi/pulumi";
import type { EffectiveDeployment, RunClusterData, RunStatus } from "./WorkflowRunArgs";
import { thisProgram } from "./account";
import { knownAccount, lookUp, lookUpOutput, named } from "./invoke";
import type { LookupOptions } from "./invoke";
import { isMocked } from "./mockedLookups";

/** A run as CCM returns it. Fields that CCM omits are absent. */
export interface GetWorkflowRunResult {
    /** UUID. */
    runId: string;
    runStatus: RunStatus;
    /** ISO 8601, UTC. */
    createdAt?: string | undefined;
    graphId?: string | undefined;
    /** Graph version of the run, to which CCM may have moved it from the requested one. */
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
 * Reads the current status of a run, whether or not a resource owns it.
 *
 * @throws RunError if CCM does not know the run
 *
 * @example
 * ```ts
 * const { runStatus } = await ccm.getWorkflowRun({ runId: "7c1e0a52-3c0f-4a55-9d3f-1f0a60d1c001" });
 * ```
 */
export function getWorkflowRun(args: GetWorkflowRunArgs, opts?: LookupOptions): Promise<GetWorkflowRunResult> {
    return lookUp("getWorkflowRun", args, opts);
}

/** Output version of `getWorkflowRun`, for a run id that comes from another resource. */
export function getWorkflowRunOutput(
    args: GetWorkflowRunOutputArgs,
    opts?: LookupOptions,
): Output<GetWorkflowRunResult> {
    return lookUpOutput("getWorkflowRun", args, opts);
}

/** Filter for runs. A run must match all given properties. */
export interface GetWorkflowRunsArgs {
    graphId?: string | undefined;
    graphVersion?: string | number | undefined;
    clusterId?: string | undefined;
    statuses?: RunStatus[] | undefined;
    /** ISO 8601 time, such as `2026-01-31T12:00:00Z`. */
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
 * Lists all runs that match, newest first. CCM keeps every run: `iterateWorkflowRuns` can stop before the last one.
 *
 * @example
 * ```ts
 * const active = await ccm.getWorkflowRuns({ graphId, statuses: ["PENDING", "RUNNING"] });
 * ```
 */
export function getWorkflowRuns(args: GetWorkflowRunsArgs = {}, opts?: LookupOptions): Promise<GetWorkflowRunResult[]> {
    return lookUp("getWorkflowRuns", args, opts);
}

/** Output version of `getWorkflowRuns`, for arguments that come from other resources. */
export function getWorkflowRunsOutput(
    args: GetWorkflowRunsOutputArgs = {},
    opts?: LookupOptions,
): Output<GetWorkflowRunResult[]> {
    return lookUpOutput("getWorkflowRuns", args, opts);
}

/**
 * Iterates over the runs that match, in no particular order. Pages of CCM's list are requested as needed.
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

/** @param name name of the public function, for error messages */
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
    /** Only the logs of one application: `graph.runtimeConfigId("scorer")`. Default: the logs of all applications. */
    runtimeConfigId?: string | undefined;
}

export interface GetWorkflowRunLogsOutputArgs {
    runId: Input<string>;
    runtimeConfigId?: Input<string | undefined>;
}

export interface GetWorkflowRunLogsResult {
    /** The logs that CCM keeps, without control characters. May contain secrets that an application logged. */
    text: string;
}

/**
 * Reads the logs of a run's applications.
 *
 * @throws RunError if CCM does not have the logs (any more)
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

/**
 * Output version of `getWorkflowRunLogs`, for arguments that come from other resources. The result is a secret, because
 * applications may log secrets.
 */
export function getWorkflowRunLogsOutput(
    args: GetWorkflowRunLogsOutputArgs,
    opts?: LookupOptions,
): Output<GetWorkflowRunLogsResult> {
    return secret(lookUpOutput("getWorkflowRunLogs", args, opts));
}
