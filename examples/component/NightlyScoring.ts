import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";

export interface NightlyScoringArgs {
    /** Name of the final graph. */
    graph: pulumi.Input<string>;
    version: pulumi.Input<string>;
    /** Name of the compute cluster. */
    cluster: pulumi.Input<string>;
    night: pulumi.Input<string>;
}

/** A run and its completion. All resources and lookups in the component use its `provider`. */
export class NightlyScoring extends pulumi.ComponentResource {
    readonly runId: pulumi.Output<string>;
    readonly seconds: pulumi.Output<number | undefined>;

    constructor(name: string, args: NightlyScoringArgs, options?: pulumi.ComponentResourceOptions) {
        super("scoring:index:NightlyScoring", name, {}, options);
        const graph = ccm.getWorkflowGraphOutput({ name: args.graph, version: args.version }, { parent: this });
        const cluster = ccm.getClusterOutput({ name: args.cluster }, { parent: this });
        const run = new ccm.WorkflowRun(
            name,
            {
                graphId: graph.graphId,
                graphVersion: graph.graphVersion,
                deployment: { kubernetesSingleJob: { namespace: name, clusterId: cluster.clusterId } },
                triggers: { night: args.night },
            },
            { parent: this },
        );
        const done = new ccm.WorkflowRunCompletion(name, { runId: run.runId, timeout: "8h" }, { parent: this });
        this.runId = run.runId;
        this.seconds = done.durationSeconds;
        this.registerOutputs({ runId: this.runId, seconds: this.seconds });
    }
}
