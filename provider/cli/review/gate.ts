import type { Review } from "./report";

/** What a gate can be set to: any start, any stop (of a replaced run too), any replacement, any error of the preview. */
export const GATES = ["start", "stop", "replace", "error"] as const;
export type Gate = (typeof GATES)[number];

/** The names of the runs, or the errors, that a gate forbids. */
export function forbidden({ changes, errors }: Review, gates: readonly Gate[]): string[] {
    const hits = changes.flatMap(({ name, starts, stops, action, findings }) => {
        const meets: Record<Gate, boolean> = {
            start: starts,
            stop: stops,
            replace: action === "replace",
            error: findings.some(({ severity }) => severity === "error"),
        };
        const met = gates.filter((gate) => meets[gate]);
        return met.length === 0 ? [] : [`${name} (${met.join(", ")})`];
    });
    return gates.includes("error") ? [...hits, ...errors] : hits;
}
