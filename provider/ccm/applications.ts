import type { FinalWorkflowGraph } from ".";

/** The applications and nodes of a graph version that a runtime configuration is for: `scorer, node node-1`. */
export function applicationsOf(version: FinalWorkflowGraph, runtimeConfigId: string): string {
    const nodes = version.runtime_configs[runtimeConfigId]?.child_nodes ?? [];
    return nodes.map((node) => `${version.objects[node]?.name ?? "?"}, node ${node}`).join("; ");
}
