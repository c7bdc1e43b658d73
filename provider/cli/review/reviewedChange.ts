import { naturalOrder } from "../../ccm";

/** What an update does with a resource of this package, the most important for a reviewer first. */
export const ACTIONS = [
    "stop",
    "replace",
    "delete",
    "start",
    "adopt",
    "create",
    "resume",
    "update",
    "leave",
    "forget",
] as const;
export type Action = (typeof ACTIONS)[number];

export const KINDS = ["run", "cluster", "completion", "provider"] as const;
export type Kind = (typeof KINDS)[number];

export interface ReviewFinding {
    readonly severity: string;
    readonly message: string;
}

/** What a reader may need explained: that both runs of a replacement run for a while, how old a recorded status is. */
export type Term = "overlap" | "recorded";

/** A change of one resource, in words for a reviewer. All texts may contain text of the stack and of CCM. */
export interface ReviewedChange {
    readonly urn: string;
    readonly kind: Kind;
    readonly name: string;
    readonly action: Action;
    /** Whether a new run starts. */
    readonly starts: boolean;
    /** Whether an active run is stopped. */
    readonly stops: boolean;
    /** What happens: `starts a new run; stops run 7c1e0f2a… after it`. */
    readonly what: string;
    /** Terms of `what` that are explained once, below all rows. */
    readonly terms: readonly Term[];
    readonly why: readonly string[];
    readonly findings: readonly ReviewFinding[];
    /** Details, such as where a run is deployed and which image it uses. */
    readonly facts: readonly (readonly [name: string, value: string])[];
    /** The inputs that change, as a unified diff; empty if none does. */
    readonly diff: string;
}

/** Sorts errors first, then stops of active runs, then by `ACTIONS`, then by name. */
export function byImportance(a: ReviewedChange, b: ReviewedChange): number {
    return rank(a) - rank(b) || naturalOrder(a.name, b.name) || naturalOrder(a.urn, b.urn);
}

function rank({ action, stops, findings }: ReviewedChange): number {
    if (findings.some(({ severity }) => severity === "error")) return -2;
    return stops ? -1 : ACTIONS.indexOf(action);
}
