import { z } from "zod";
import { lenient } from "./lenient";

/*
 * Bodies of the reads beside runs: final graphs and compute clusters, named and spelled as CCM does. What a stack needs
 * of them is required; the rest may be missing.
 */

const object = z.record(z.string(), z.unknown());

const appRef = z.object({
    image_id: z.string(),
    config_id: z.string(),
    acct_id: lenient(z.string()),
    group_id: lenient(z.string()),
});
const datasetRef = z.object({ dataset_id: z.string(), acct_id: lenient(z.string()), group_id: lenient(z.string()) });
const placeholderRef = z.object({ kind: z.string() });

const workflowObject = z.object({
    name: z.string(),
    ref: z.union([
        z.object({ app: appRef }),
        z.object({ dataset: datasetRef }),
        z.object({ placeholder: placeholderRef }),
        object,
    ]),
    user_id: lenient(z.string()),
    description: lenient(z.string()),
});

const edgeEnd = z.object({ id: z.string(), port: lenient(z.string()) });

export const finalWorkflowGraph = z.object({
    created_at: lenient(z.number()),
    objects: z.record(z.string(), workflowObject),
    edges: lenient(z.record(z.string(), z.object({ source: edgeEnd, target: edgeEnd }))),
    metadata: z.unknown().optional(),
    labels: lenient(z.record(z.string(), z.string())),
    runtime_configs: z.record(
        z.string(),
        z.object({
            image_id: lenient(z.string()),
            config_id: lenient(z.string()),
            deployment: lenient(object),
            /** The nodes of the graph that this runtime configuration covers. */
            child_nodes: z.array(z.string()).default([]),
        }),
    ),
    deployment: lenient(object),
});

export type FinalWorkflowGraph = z.infer<typeof finalWorkflowGraph>;

export const finalWorkflow = z.object({
    graph_id: z.string(),
    name: z.string(),
    group_id: lenient(z.string()),
    acct_id: lenient(z.string()),
    created_at: lenient(z.number()),
    updated_at: lenient(z.number()),
    description: lenient(z.string()),
    versions: z.record(z.string(), finalWorkflowGraph),
    type: lenient(z.string()),
});

export type FinalWorkflow = z.infer<typeof finalWorkflow>;

export const finalWorkflowVersion = z.object({
    graph_id: z.string(),
    name: z.string(),
    description: lenient(z.string()),
    version: z.string(),
    contents: finalWorkflowGraph,
});

export type FinalWorkflowVersion = z.infer<typeof finalWorkflowVersion>;

export const computeCluster = z.object({
    cluster_id: z.string(),
    name: z.string(),
    description: lenient(z.string()),
    created_by: z.unknown().optional(),
    kubernetes: lenient(object),
    aci: lenient(object),
});

export type ComputeCluster = z.infer<typeof computeCluster>;

const metadata = lenient(z.object({ total_count: lenient(z.number()), filtered_count: lenient(z.number()) }));

export const finalWorkflowPage = z.object({ items: z.array(finalWorkflow), metadata });
export const computeClusterPage = z.object({ items: z.array(computeCluster), metadata });
