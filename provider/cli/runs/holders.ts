import type { Run } from "../../ccm";
import { matchRun, openStartsOf, resourceName, stackOf, type StackState } from "../../core";

/** The state of a stack, from the backend or a file. */
export interface NamedState {
    /** Name for messages: the stack's, or the file's. */
    readonly source: string;
    readonly state: StackState;
}

/** Who holds a run. "state": a resource has its id. "interrupted": the create of a resource was interrupted and fits. */
export interface Holder {
    readonly kind: "state" | "interrupted";
    readonly project: string;
    readonly stack: string;
    readonly resource: string;
}

/** Tolerance for clocks in milliseconds. A holder by time is only a possible one. */
const CLOCK_MS = 5 * 60_000;

/**
 * The holders of runs, by the states that are known. A run may be held by a stack whose state is not among them. Pure.
 *
 * @returns holders by run id; runs without one are missing
 */
export function holdersOf(runs: readonly Run[], states: readonly NamedState[]): ReadonlyMap<string, readonly Holder[]> {
    const holders = new Map<string, Holder[]>();
    const add = (runId: string, kind: Holder["kind"], urn: string) => {
        const holder = { kind, ...stackOf(urn), resource: resourceName(urn) };
        holders.set(runId, [...(holders.get(runId) ?? []), holder]);
    };
    for (const { state } of states) for (const { id, urn } of state.runs) add(id, "state", urn);
    const free = runs.filter(({ runId }) => !holders.has(runId));
    for (const { state } of states) {
        for (const urn of new Set(state.openCreates.map((create) => create.urn))) {
            const { open } = openStartsOf(urn, { state, noted: [], unsent: new Set<string>(), process: "" });
            for (const { spec, begunAtMs, takesAtMostMs } of open) {
                const fits = ({ createdAtMs = NaN, ...run }: Run) =>
                    createdAtMs > begunAtMs - CLOCK_MS &&
                    createdAtMs < begunAtMs + takesAtMostMs + CLOCK_MS &&
                    (spec === undefined || matchRun(spec, run) !== "other");
                for (const run of free.filter(fits)) add(run.runId, "interrupted", urn);
            }
        }
    }
    return holders;
}
