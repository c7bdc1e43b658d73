import { CustomResource, mergeOptions, Output, runtime } from "@pulumi/pulumi";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { RUN_NOT_STARTED, WORKFLOW_RUN_COMPLETION_PROVIDER, WORKFLOW_RUN_COMPLETION_TYPE } from "../contract/resources";
import type { RunStatus } from "./WorkflowRunArgs";
import { isOfType } from "./isOfType";
import { hiddenInputs, pauseTraces, refuseImport } from "./hiddenInputs";
import { toUserError } from "./userError";

export interface WorkflowRunCompletionArgs {
    /** Id (UUID) of the run. A change replaces the resource and waits for the other run. */
    runId: Input<string>;
    /**
     * Status to wait for: `"RUNNING"` (a run that has already SUCCEEDED counts too), `"SUCCEEDED"`, or `"FINISHED"`,
     * which is any final status, including a failure.
     *
     * @default `"SUCCEEDED"`
     */
    until?: Input<"RUNNING" | "SUCCEEDED" | "FINISHED" | undefined>;
    /**
     * Maximum duration of the wait in one `pulumi up`, such as `"90s"`, `"15m"` or `"1h30m"`.
     *
     * @default `"24h"`
     */
    timeout?: Input<string | undefined>;
}

/**
 * Waits until a run has ended, or is RUNNING, so that other resources can depend on that (by `dependsOn` or its
 * outputs).
 *
 * It never changes the run, not even when it is deleted. A wait that is cut short continues in the next `pulumi up`.
 * The resource fails if the run does not reach the status in `until`.
 *
 * @example
 * ```ts
 * const scored = new ccm.WorkflowRunCompletion("scored", { runId: run.runId, timeout: "6h" });
 * const report = new ccm.WorkflowRun("report", { graphId, graphVersion }, { dependsOn: scored });
 * ```
 */
export class WorkflowRunCompletion extends CustomResource {
    /** Returns true if `obj` is a `WorkflowRunCompletion`, even if another copy of this package created it. */
    static override isInstance(obj: unknown): obj is WorkflowRunCompletion {
        return isOfType(obj, WORKFLOW_RUN_COMPLETION_TYPE);
    }

    /** Id (UUID) of the run, as in the arguments. */
    declare readonly runId: Output<string>;
    /** Status in which the run was observed. It is not read again. */
    declare readonly runStatus: Output<RunStatus>;
    /**
     * Seconds from the run's creation until it was observed in that status, by CCM's clock; `undefined` if it had ended
     * before the first poll, because CCM does not report when a run ended.
     */
    declare readonly durationSeconds: Output<number | undefined>;
    /**
     * Last 20 lines of each application's log, for the first 4 applications, at most 4000 characters; empty unless the
     * run has ended. A secret, because applications may log secrets.
     */
    declare readonly logTail: Output<string>;

    constructor(name: string, args: WorkflowRunCompletionArgs, opts?: CustomResourceOptions) {
        refuseImport("WorkflowRunCompletion", name, opts);
        const outputs = { runStatus: undefined, durationSeconds: undefined, logTail: undefined };
        const traces = pauseTraces();
        try {
            const hidden = hiddenInputs(WORKFLOW_RUN_COMPLETION_TYPE, WORKFLOW_RUN_COMPLETION_PROVIDER, name, opts);
            const own = mergeOptions({ additionalSecretOutputs: ["logTail"] }, opts);
            const inputs = { ...args, runId: orFailed((args as Partial<typeof args> | undefined)?.runId) };
            super(WORKFLOW_RUN_COMPLETION_TYPE, name, { ...outputs, ...inputs, ...hidden }, own);
        } catch (error) {
            throw toUserError(`WorkflowRunCompletion ${name}`, error);
        } finally {
            traces.resume();
        }
    }
}

/**
 * Replaces the unknown `runId` of a run that has failed by `RUN_NOT_STARTED`. With `--continue-on-error` the engine
 * skips dependents of a failed resource, but only after their check, which would report the missing argument as a
 * second error. In a preview nothing has failed yet. The parameter that makes `apply` run for unknown values is not in
 * the SDK's types.
 */
function orFailed(runId: Input<string> | undefined): Input<string> | undefined {
    if (runtime.isDryRun() || !Output.isInstance(runId)) return runId;
    const apply = runId.apply.bind(runId) as (
        change: (id: unknown) => string,
        runsForUnknown: boolean,
    ) => Output<string>;
    return apply((id) => (typeof id === "string" ? id : RUN_NOT_STARTED), true);
}
