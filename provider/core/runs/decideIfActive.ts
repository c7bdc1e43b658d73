import type { IfActive } from "./runInputs";

export type IfActiveDecision =
    | { readonly kind: "start"; readonly reason: string }
    | { readonly kind: "adopt"; readonly runId: string; readonly reason: string }
    | { readonly kind: "refuse"; readonly reason: string };

/**
 * Decides what to do before a start if runs of the same graph, version and cluster are already active. Pure.
 *
 * @param duplicates such runs that no known resource owns; CCM reports no other inputs of them
 */
export function decideIfActive(ifActive: IfActive, duplicates: readonly string[]): IfActiveDecision {
    const [first] = duplicates;
    if (ifActive === "start" || first === undefined) return { kind: "start", reason: "no such run counts" };
    if (ifActive === "adopt" && duplicates.length === 1) return { kind: "adopt", runId: first, reason: "it is active" };
    const which = duplicates.length === 1 ? `run ${first}` : `runs ${duplicates.join(", ")}`;
    const wanted = ifActive === "adopt" ? "and only one can be adopted" : 'and ifActive is "refuse"';
    return {
        kind: "refuse",
        reason:
            `a run of the same graph, version and cluster is active already, ${wanted}: ${which}. Nothing was started. ` +
            `Write \`adoptRunId: "${first}"\` to take it over, or stop it, or write \`ifActive: "start"\` to start another one.`,
    };
}
