import { resourceName } from "../../core";
import type { PreviewDocument } from "./previewDocument";
import { type Action, ACTIONS, type RunChange, runChanges } from "./runChanges";

/** Contents of a report on a preview. */
export interface Review {
    readonly changes: readonly RunChange[];
    /** Errors of the preview that belong to no run. */
    readonly errors: readonly string[];
    /** One sentence: `Workflow runs of Fortanix CCM: 1 is stopped, 2 start.` */
    readonly headline: string;
}

export function reviewOf(preview: PreviewDocument): Review {
    const changes = runChanges(preview);
    const ofRuns = new Set(changes.map(({ urn }) => urn));
    const errors = preview.diagnostics
        .filter(({ severity, urn }) => severity === "error" && !ofRuns.has(urn))
        .map(({ message, urn }) => {
            const name = resourceName(urn);
            return name === "" ? message.trim() : `${name}: ${message.trim()}`;
        });
    return { changes, errors, headline: headlineOf(changes) };
}

/** Verbs of the headline, for one run and for several. */
const VERBS: Record<Action, readonly [one: string, several: string]> = {
    start: ["starts", "start"],
    replace: ["is replaced by a new one", "are replaced by new ones"],
    stop: ["is stopped", "are stopped"],
    adopt: ["is taken over", "are taken over"],
    leave: ["leaves the stack as it is", "leave the stack as they are"],
    resume: ["is waited for again", "are waited for again"],
    settings: ["gets other settings", "get other settings"],
};

function headlineOf(changes: readonly RunChange[]): string {
    if (changes.length === 0) return "No workflow run of Fortanix CCM changes.";
    const parts = ACTIONS.flatMap((action) => {
        const count = changes.filter((change) => change.action === action).length;
        return count === 0 ? [] : [`${count} ${VERBS[action][count === 1 ? 0 : 1]}`];
    });
    return `Workflow runs of Fortanix CCM: ${parts.join(", ")}.`;
}

/** Gates: any start, any stop (of a replaced run too), any replacement, any error of the preview. */
export const GATES = ["start", "stop", "replace", "error"] as const;
export type Gate = (typeof GATES)[number];

/** The names of runs that meet a gate, and the errors if `error` is one. */
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
