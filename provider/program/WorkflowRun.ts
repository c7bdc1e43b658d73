import { all, CustomResource } from "@pulumi/pulumi";
import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { WORKFLOW_RUN_PROVIDER, WORKFLOW_RUN_TYPE } from "../contract/resources";
import type { EffectiveDeployment, RunClusterData, RunStatus, WorkflowRunArgs } from "./WorkflowRunArgs";
import { isOfType } from "./isOfType";
import { hiddenInputs, pauseTraces, refuseImport, secretPaths, startMark } from "./hiddenInputs";
import { runPreviewChecks } from "./previewChecks";
import { toUserError } from "./userError";
import { isMocked } from "./mockedLookups";

/**
 * One execution of a final workflow graph in Fortanix CCM.
 *
 * Creating the resource starts a run and waits for the status in `waitFor`; a refresh reads the run's status; deleting
 * the resource stops the run. A change of `graphId`, `graphVersion`, `deployment`, `runtimeConfigs` or `triggers`
 * starts a new run and then stops this one; with the resource option `deleteBeforeReplace` this one is stopped first.
 * Changing `adoptRunId` to another run adopts that run in place of this one. Other changes do not affect the run.
 *
 * @example
 * ```ts
 * const nightly = new ccm.WorkflowRun("nightly-scoring", {
 *     graphId: "9b7ff0bb-6c1c-4c5c-8d6e-3f0a60d1c001",
 *     graphVersion: "2",
 *     deployment: { kubernetesSingleJob: { namespace: "scoring", clusterId: "5f0f8c5e-6c0a-4a0e-9a56-0d5a4f2f7a01" } },
 *     triggers: { night: "2026-01-31" },
 * });
 * ```
 */
export class WorkflowRun extends CustomResource {
    /** Returns true if `obj` is a `WorkflowRun`, even if another copy of this package created it. */
    static override isInstance(obj: unknown): obj is WorkflowRun {
        return isOfType(obj, WORKFLOW_RUN_TYPE);
    }

    /** The run's id (UUID) in CCM; the same as `id`. */
    declare readonly runId: Output<string>;
    /** Status of the run when Pulumi last read it. */
    declare readonly runStatus: Output<RunStatus>;
    /** Creation time of the run (ISO 8601, UTC). */
    declare readonly createdAt: Output<string | undefined>;
    /** Id (UUID) of the CCM group that the run belongs to. */
    declare readonly groupId: Output<string | undefined>;
    /** Graph version of the run, to which CCM may have moved it from the requested one. */
    declare readonly currentGraphVersion: Output<string | undefined>;
    /** Deployment of the run, from its arguments or from the graph version. */
    declare readonly effectiveDeployment: Output<EffectiveDeployment | undefined>;
    /** What CCM created for the run on its cluster. */
    declare readonly clusterData: Output<RunClusterData | undefined>;
    /**
     * Last status from the orchestrator: of the Job, its Pods or the container group what went wrong, counts and times;
     * then, after ` | `, the rest as JSON without the requested specification. At most 1000 characters, with known
     * secrets masked.
     */
    declare readonly statusDetail: Output<string | undefined>;

    /** Id (UUID) of the workflow graph, as in the arguments. */
    declare readonly graphId: Output<string>;
    /** Version of the graph, as in the arguments. */
    declare readonly graphVersion: Output<string>;

    constructor(name: string, args: WorkflowRunArgs, opts?: CustomResourceOptions) {
        refuseImport("WorkflowRun", name, opts);
        const outputs = {
            // Mocks of a unit test may set a `runId` that differs from the resource's id.
            ...(isMocked() && { runId: undefined }),
            runStatus: undefined,
            createdAt: undefined,
            groupId: undefined,
            currentGraphVersion: undefined,
            effectiveDeployment: undefined,
            clusterData: undefined,
            statusDetail: undefined,
        };
        const traces = pauseTraces();
        try {
            const hidden = {
                ...hiddenInputs(WORKFLOW_RUN_TYPE, WORKFLOW_RUN_PROVIDER, name, opts),
                __secretPaths: secretPaths(args),
                __start: startMark(),
            };
            super(WORKFLOW_RUN_TYPE, name, { ...outputs, ...args, ...hidden }, opts);
        } catch (error) {
            throw toUserError(`WorkflowRun ${name}`, error);
        } finally {
            traces.resume();
        }
        // When an update is previewed, other outputs are unknown, and dependents of the run would show as changed.
        this.runId = isMocked() ? all([this.runId, this.id]).apply(([runId, id]) => runId || id) : this.id;
        runPreviewChecks(name, this, opts?.provider ?? this.getProvider(WORKFLOW_RUN_TYPE));
    }
}
