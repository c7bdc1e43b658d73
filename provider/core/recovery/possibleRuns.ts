import type { Run } from "../../ccm";
import { UNKNOWN_CLOCK_MS } from "./ccmClock";
import { matchRun, type RunSpec } from "./runSpec";
import { MARGIN_MS } from "./startTimes";

/** Where the clocks are unknown, a run created later than this after the start is ambiguous. Milliseconds. */
const LONGEST_MS = 30 * 60_000;

export interface PossibleRuns {
    /** Oldest first. */
    readonly matches: readonly string[];
    /** Runs that may or may not match. */
    readonly ambiguous: readonly string[];
}

export interface SentStart {
    /** All likely times by CCM's clock, in milliseconds since 1970. */
    readonly sentAtMs: readonly number[];
    /** How far from these it may have been sent, in milliseconds. */
    readonly doubtMs: number;
    /** Whether a run appeared only after the start was sent. */
    readonly isNew: (runId: string) => boolean;
}

/** The runs that a start of this process may have led to. Pure. */
export function possibleRuns(
    runs: readonly Run[],
    spec: RunSpec,
    { sentAtMs, doubtMs, isNew }: SentStart,
    isTaken: (runId: string) => boolean = () => false,
): PossibleRuns {
    const alike = runs
        .filter((run) => matchRun(spec, run) !== "other" && !isTaken(run.runId))
        .sort((a, b) => (a.createdAtMs ?? 0) - (b.createdAtMs ?? 0) || (a.runId < b.runId ? -1 : 1));
    const isNear = (createdAt: number, from: number, to: number) =>
        sentAtMs.some((sentAt) => createdAt >= sentAt - from && createdAt < sentAt + to);
    const isUnknown = doubtMs >= UNKNOWN_CLOCK_MS;
    // If the clock is only assumed, a run of another day must not count as started since.
    const isInTime = ({ createdAtMs, runId }: Run) =>
        createdAtMs !== undefined &&
        (isNear(createdAtMs, MARGIN_MS, isUnknown ? LONGEST_MS : Infinity) || (isUnknown && isNew(runId)));
    const isDoubtful = ({ createdAtMs }: Run) =>
        createdAtMs === undefined || isNear(createdAtMs, doubtMs, isUnknown ? doubtMs : 0);
    const isMatch = (run: Run) => isInTime(run) && matchRun(spec, run) === "match";
    return {
        matches: alike.filter(isMatch).map(({ runId }) => runId),
        ambiguous: alike.filter((run) => !isMatch(run) && (isInTime(run) || isDoubtful(run))).map(({ runId }) => runId),
    };
}
