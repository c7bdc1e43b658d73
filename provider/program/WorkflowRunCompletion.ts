import { CustomResource, mergeOptions, Output, runtime } from "@pulumi/pulumi";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { RUN_NOT_STARTED, WORKFLOW_RUN_COMPLETION_PROVIDER, WORKFLOW_RUN_COMPLETION_TYPE } from "../contract/resources";
import type { RunStatus } from "./WorkflowRunArgs";
import { isOfType } from "./isOfType";
import { hiddenInputs, pauseTraces, refuseImport } from "./hiddenInputs";
import { toUserError } from "./userError";

export interface WorkflowRunCompletionArgs {
    /** Id (UUID) of the run. A change waits for the other run. */
    runId: Input<string>;
    /**
     * What to wait for: `"RUNNING"` (which a run that has already SUCCEEDED satisfies), `"SUCCEEDED"`, or `"FINISHED"`, which
     * is any end, also a bad one.
     *
     * @default `"SUCCEEDED"`
     */
    until?: Input<"RUNNING" | "SUCCEEDED" | "FINISHED" | undefined>;
    /**
     * How long one `pulumi up` waits: text such as `"90s"`, `"15m"` or `"1h30m"`.
     *
     * @default `"24h"`
     */
    timeout?: Input<string | undefined>;
}

/**
 * Waits until a run is over, or RUNNING, and lets other resources wait for that (by `dependsOn`, or by its outputs).
 *
 * It only looks. A wait that is cut short loses nothing: the next `pulumi up` goes on with it. It fails when the run does
 * not get where it should. Deleting it does nothing to the run.
 *
 * @example
 * ```ts
 * const scored = new ccm.WorkflowRunCompletion("scored", { runId: run.runId, timeout: "6h" });
 * const report = new ccm.WorkflowRun("report", { graphId, graphVersion }, { dependsOn: scored });
 * ```
 */
export class WorkflowRunCompletion extends CustomResource {
    /** Whether a value is a `WorkflowRunCompletion`, also one of another copy of this package. */
    static override isInstance(obj: unknown): obj is WorkflowRunCompletion {
        return isOfType(obj, WORKFLOW_RUN_COMPLETION_TYPE);
    }

    /** As given. */
    declare readonly runId: Output<string>;
    /** In which status the run was seen; it is not looked at again. */
    declare readonly runStatus: Output<RunStatus>;
    /**
     * Seconds from the run's creation until it was seen in that status, by CCM's clock; `undefined` when the run was over
     * before the first look, since CCM does not tell when a run ended.
     */
    declare readonly durationSeconds: Output<number | undefined>;
    /**
     * The last 20 lines of each application's log, at most 4000 characters; empty unless the run is over. A secret: nobody
     * knows what an application writes.
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
 * With `--continue-on-error` the outputs of a resource that has failed stay unknown, and the engine leaves out what depends on
 * it, once its check has passed: there an argument would be missing, which is a second error. In a preview nothing has failed
 * yet. The SDK's `apply` runs for unknown values as well where it is asked to, which its types do not say.
 */
function orFailed(runId: Input<string> | undefined): Input<string> | undefined {
    if (runtime.isDryRun() || !Output.isInstance(runId)) return runId;
    const apply = runId.apply.bind(runId) as (
        change: (id: unknown) => string,
        runsForUnknown: boolean,
    ) => Output<string>;
    return apply((id) => (typeof id === "string" ? id : RUN_NOT_STARTED), true);
}
