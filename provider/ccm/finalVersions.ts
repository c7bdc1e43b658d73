import type { FinalWorkflow, FinalWorkflowGraph } from ".";
import { naturalOrder } from "./naturalOrder";

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
