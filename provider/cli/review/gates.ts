import type { Review } from "./report";
import type { ReviewedChange } from "./reviewedChange";

const MEETS: Readonly<Record<string, (change: ReviewedChange) => boolean>> = {
    start: ({ starts }) => starts,
    stop: ({ stops }) => stops,
    replace: ({ action }) => action === "replace",
    "replace-running": ({ action, stops }) => action === "replace" && stops,
    "delete-cluster": ({ kind, action }) => kind === "cluster" && (action === "delete" || action === "replace"),
    error: ({ findings }) => findings.some(({ severity }) => severity === "error"),
};

/**
 * Gates: any start, any stop of an active run (of a replaced run too), any replacement, the replacement of an active
 * run, the deletion of a cluster, any error of the preview.
 */
export const GATES: readonly string[] = Object.keys(MEETS);

/**
 * Changes that meet a gate, with its name. Every gate catches a preview that failed: what the merge does is not known.
 *
 * @param gates elements of `GATES`
 */
export function caughtBy(gates: readonly string[], { changes, errors, isIncomplete }: Review): string[] {
    if (gates.length === 0) return [];
    const caught = changes.flatMap((change) => {
        const met = gates.filter((gate) => MEETS[gate]?.(change) === true);
        return met.length === 0 ? [] : [`${change.name} (${met.join(", ")})`];
    });
    return [...(isIncomplete ? ["the preview failed, so the plan is incomplete"] : []), ...caught, ...errors];
}
