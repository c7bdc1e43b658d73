import type { GetClusterResult } from "./getCluster";
import type { GetWorkflowGraphResult } from "./getWorkflowGraph";
import { iterate } from "./getWorkflowRun";
import type { GetWorkflowRunLogsResult, GetWorkflowRunResult, GetWorkflowRunsArgs } from "./getWorkflowRun";
import type { LookupOptions } from "./invoke";

/*
 * Names that were changed before 1.0. They will be removed in version 0.3.
 */

/** @deprecated Renamed to `GetClusterResult`. */
export type Cluster = GetClusterResult;

/** @deprecated Renamed to `GetWorkflowGraphResult`. */
export type WorkflowGraph = GetWorkflowGraphResult;

/** @deprecated Renamed to `GetWorkflowRunResult`. */
export type RunFacts = GetWorkflowRunResult;

/** @deprecated Renamed to `GetWorkflowRunLogsResult`. */
export type RunLogs = GetWorkflowRunLogsResult;

/** @deprecated Renamed to `iterateWorkflowRuns`. */
export function eachWorkflowRun(
    args: GetWorkflowRunsArgs = {},
    opts?: LookupOptions,
): AsyncGenerator<GetWorkflowRunResult> {
    return iterate("eachWorkflowRun", args, opts);
}
