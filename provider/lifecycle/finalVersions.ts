import type { FinalWorkflow } from "../ccm";
import { naturalOrder } from "./naturalOrder";

/** The final versions of a graph, the oldest first: by their numbers, not as texts. */
export function finalVersions({ versions }: FinalWorkflow): string[] {
    return Object.keys(versions).sort(naturalOrder);
}

/** A sentence's part about a version that is not there: `graph "x" has no final version 7; final are 1, 2`. */
export function noSuchVersion(graph: FinalWorkflow, wanted: string): string {
    const versions = finalVersions(graph);
    const known = versions.length === 0 ? "no version of it is final" : `final are ${versions.join(", ")}`;
    return `graph "${graph.name}" has no final version ${wanted}; ${known}. Versions become final by their approval in CCM`;
}
