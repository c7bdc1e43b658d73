import type { CcmRun } from "../../ccm";
import { createdAtMs } from "../../ccm/createdAt";
import { matchRun, type Fingerprint } from "./runSpec";

/** `Date` and `created_at` are whole seconds, and the machines of a service do not agree to the second. */
const CLOCK_MARGIN_MS = 5_000;

/** By the service's clock, in milliseconds since 1970: between when and when a start may have taken effect. */
export interface Window {
    /** `undefined` when nobody can tell. */
    readonly from: number | undefined;
    readonly to: number;
}

export interface PossibleRuns {
    /** Oldest first. */
    readonly matches: readonly string[];
    readonly doubts: readonly string[];
}

/** The runs that a start may have led to. Without a time to go by, all that look the same are doubtful. */
export function possibleRuns(
    runs: readonly CcmRun[],
    wanted: Fingerprint,
    { from, to }: Window,
    isTaken: (runId: string) => boolean = () => false,
): PossibleRuns {
    const possible = runs.filter((run) => matchRun(wanted, run) !== "other" && !isTaken(run.run_id));
    const inTime = possible.filter((run) => {
        const createdAt = createdAtMs(run.created_at);
        if (createdAt === undefined) return true;
        return (from === undefined || createdAt >= from - CLOCK_MARGIN_MS) && createdAt <= to + CLOCK_MARGIN_MS;
    });
    const isMatch = (run: CcmRun) =>
        from !== undefined && createdAtMs(run.created_at) !== undefined && matchRun(wanted, run) === "match";
    const oldestFirst = inTime.sort(
        (a, b) => (a.created_at ?? 0) - (b.created_at ?? 0) || (a.run_id < b.run_id ? -1 : 1),
    );
    const ids = (kept: CcmRun[]) => kept.map(({ run_id }) => run_id);
    return {
        matches: ids(oldestFirst.filter(isMatch)),
        doubts: ids(oldestFirst.filter((run) => !isMatch(run))),
    };
}
