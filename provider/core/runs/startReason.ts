import type { Properties } from "../properties";
import { isUnknown } from "../unknowns";

/**
 * What a create is about to do, in one line for the resource's row. Why it is called, the row's own operation says:
 * a resource that is new, or one that is replaced.
 *
 * @param inputs checked, with marks where a value is not known yet
 */
export function startReason({ graphId, graphVersion, adoptRunId, ifActive }: Properties): string {
    const graph = `graph ${shown(graphId)}, version ${shown(graphVersion)}`;
    if (adoptRunId !== undefined) return `takes over run ${shown(adoptRunId)} of ${graph} (adoptRunId)`;
    switch (ifActive) {
        case "adopt":
            return `takes over an active run of ${graph}, or starts one (ifActive)`;
        case "refuse":
            return `starts a run of ${graph}, unless one is active (ifActive)`;
        default:
            return `starts a run of ${graph}`;
    }
}

function shown(value: unknown): string {
    return isUnknown(value) || typeof value !== "string" ? "not known yet" : value;
}
