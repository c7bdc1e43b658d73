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
 * Creating the resource starts the run and waits for it as `waitFor` says; a refresh reads its status; deleting the
 * resource stops the run. A change of what is run (`graphId`, `graphVersion`, `deployment`, `runtimeConfigs`,
 * `triggers`) starts another run and then stops this one; with the resource option `deleteBeforeReplace` the other way
 * round. Other changes do not touch the run.
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
    /** Whether a value is a `WorkflowRun`, also one of another copy of this package. */
    static override isInstance(obj: unknown): obj is WorkflowRun {
        return isOfType(obj, WORKFLOW_RUN_TYPE);
    }

    /** The run's id (UUID) in CCM; the same as `id`. */
    declare readonly runId: Output<string>;
    /** The last status that Pulumi has seen. */
    declare readonly runStatus: Output<RunStatus>;
    /** When the run was created, as ISO 8601 text in UTC. */
    declare readonly createdAt: Output<string | undefined>;
    /** Id (UUID) of the CCM group that the run belongs to. */
    declare readonly groupId: Output<string | undefined>;
    /** The graph version that runs, which CCM may move on from the one that was asked for. */
    declare readonly currentGraphVersion: Output<string | undefined>;
    /** Where it runs, whether that came from the inputs or from the graph version. */
    declare readonly effectiveDeployment: Output<EffectiveDeployment | undefined>;
    /** What CCM made on the cluster for it. */
    declare readonly clusterData: Output<RunClusterData | undefined>;
    /**
     * What the orchestrator said last: of a Job, its Pods or a container group what went wrong, the counts and times; then, after
     * ` | `, the rest as JSON without what was asked for. Cut at 1000 characters; known secrets are masked.
     */
    declare readonly statusDetail: Output<string | undefined>;

    /** As given. */
    declare readonly graphId: Output<string>;
    /** As given. */
    declare readonly graphVersion: Output<string>;

    constructor(name: string, args: WorkflowRunArgs, opts?: CustomResourceOptions) {
        refuseImport("WorkflowRun", name, opts);
        const outputs = {
            // A unit test may have a run whose id is not that of the resource.
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
        // While an update is previewed, the id is known and other outputs are not: what needs the run would seem to change.
        this.runId = isMocked() ? all([this.runId, this.id]).apply(([runId, id]) => runId || id) : this.id;
        runPreviewChecks(name, this, opts?.provider ?? this.getProvider(WORKFLOW_RUN_TYPE));
    }
}
