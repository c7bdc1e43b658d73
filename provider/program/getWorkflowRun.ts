import { secret } from "@pulumi/pulumi";
import type { Input, Output } from "@pulumi/pulumi";
import type { EffectiveDeployment, RunClusterData, RunStatus } from "./WorkflowRunArgs";
import { thisProgram } from "./account";
import { knownAccount, lookUp, lookUpOutput, named } from "./invoke";
import type { LookupOptions } from "./invoke";
import { isMocked } from "./mockedLookups";

/** A run as CCM shows it. What CCM leaves out is left out here. */
export interface RunFacts {
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

/** How a run stands, also one that no resource stands for. @throws RunError when CCM does not know it */
export function getWorkflowRun(args: GetWorkflowRunArgs, options?: LookupOptions): Promise<RunFacts> {
    return lookUp("getWorkflowRun", args, options);
}

/** The same for a run whose id comes from another resource. */
export function getWorkflowRunOutput(args: GetWorkflowRunOutputArgs, options?: LookupOptions): Output<RunFacts> {
    return lookUpOutput("getWorkflowRun", args, options);
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

/** All runs that fit, the newest first. CCM keeps every run: `eachWorkflowRun` need not read them all. */
export function getWorkflowRuns(args: GetWorkflowRunsArgs = {}, options?: LookupOptions): Promise<RunFacts[]> {
    return lookUp("getWorkflowRuns", args, options);
}

/** The same for arguments that come from other resources. */
export function getWorkflowRunsOutput(
    args: GetWorkflowRunsOutputArgs = {},
    options?: LookupOptions,
): Output<RunFacts[]> {
    return lookUpOutput("getWorkflowRuns", args, options);
}

/**
 * The runs that fit, one after another, in no order that means anything. Pages of CCM's list are asked for as they are
 * needed: `for await (const run of eachWorkflowRun()) if (...) break;`
 */
export async function* eachWorkflowRun(
    args: GetWorkflowRunsArgs = {},
    options?: LookupOptions,
): AsyncGenerator<RunFacts> {
    const name = "eachWorkflowRun";
    if (isMocked()) {
        yield* await getWorkflowRuns(args, options);
        return;
    }
    const program = thisProgram();
    const account = await knownAccount(name, options, "getWorkflowRunsOutput");
    const { iterateRunsOf } = await import("./queries.js");
    const runs = await named(name, () => iterateRunsOf(program, account, { ...args }));
    try {
        for (;;) {
            const next = await named(name, () => runs.next());
            if (next.done === true) return;
            yield next.value as RunFacts;
        }
    } finally {
        await runs.return(undefined);
    }
}

export interface GetWorkflowRunLogsArgs {
    runId: string;
    /** Of one application: `graph.runtimeConfig("scorer")`. Of all unless given. */
    runtimeConfigId?: string | undefined;
}

export interface GetWorkflowRunLogsOutputArgs {
    runId: Input<string>;
    runtimeConfigId?: Input<string | undefined>;
}

export interface RunLogs {
    /** Whatever CCM keeps of them, without control characters. May hold what an application should not have written. */
    text: string;
}

/** What a run's applications have written. @throws RunError when CCM does not have it (any more) */
export function getWorkflowRunLogs(args: GetWorkflowRunLogsArgs, options?: LookupOptions): Promise<RunLogs> {
    return lookUp("getWorkflowRunLogs", args, options);
}

/** The same for a run whose id comes from another resource. A secret: nobody knows what an application writes. */
export function getWorkflowRunLogsOutput(args: GetWorkflowRunLogsOutputArgs, options?: LookupOptions): Output<RunLogs> {
    return secret(lookUpOutput("getWorkflowRunLogs", args, options));
}
