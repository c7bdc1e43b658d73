import { z } from "zod";
import { lenient, metadata, object } from "./lenient";

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

export const finalWorkflowPage = z.object({ items: z.array(finalWorkflow), metadata });

/** Versions are numbers, with points in them or not. */
const NUMBER = /^\d+(\.\d+)*$/;

/** The final versions of a graph, the oldest first: by their numbers, not as texts. What is no number comes before. */
export function finalVersions({ versions }: FinalWorkflow): string[] {
    const rank = (version: string) => (NUMBER.test(version) ? 1 : 0);
    return Object.keys(versions).sort((a, b) => rank(a) - rank(b) || naturalOrder(a, b));
}

/** The newest by its number; `undefined` when none has one. */
export function newestVersion(graph: FinalWorkflow): string | undefined {
    return finalVersions(graph)
        .filter((version) => NUMBER.test(version))
        .at(-1);
}

/** What a final version holds; `undefined` when there is none of that name. */
export function contentsOf({ versions }: FinalWorkflow, version: string): FinalWorkflowGraph | undefined {
    return Object.hasOwn(versions, version) ? versions[version] : undefined;
}

/** A sentence's part about a version that is not there: `graph "x" has no final version 7; final are 1, 2`. */
export function noSuchVersion(graph: FinalWorkflow, wanted: string): string {
    const versions = finalVersions(graph);
    const known = versions.length === 0 ? "no version of it is final" : `final are ${versions.join(", ")}`;
    return `graph "${graph.name}" has no final version ${wanted}; ${known}. Versions become final by their approval in CCM`;
}

/** The applications and nodes of a graph version that a runtime configuration is for: `scorer, node node-1`. */
export function applicationsOf(version: FinalWorkflowGraph, runtimeConfigId: string): string {
    const nodes = version.runtime_configs[runtimeConfigId]?.child_nodes ?? [];
    return nodes.map((node) => `${version.objects[node]?.name ?? "?"}, node ${node}`).join("; ");
}

/** For `sort`: numbers inside texts by their value, so that "10" comes after "9". */
export function naturalOrder(a: string, b: string): number {
    return a.localeCompare(b, "en", { numeric: true });
}
