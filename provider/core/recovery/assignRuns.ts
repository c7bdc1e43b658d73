import type { Run } from "../../ccm";
import { isFinished, RUN_STATUS } from "../../contract/runStatus";
import { type CcmClock, UNKNOWN_CLOCK_MS } from "./ccmClock";
import { isSameRun, matchRun, type RunSpec } from "./runSpec";

/** A start whose run is looked for among those that CCM lists. */
export interface SoughtStart {
    readonly key: string;
    readonly urn: string;
    readonly wanted: RunSpec;
    /** When it was begun, by the clock of this machine, in milliseconds since 1970. */
    readonly begunAtMs: number;
    readonly clock: CcmClock;
    /** When the run was created that its resource had by then, by the clock of CCM; its own came later. */
    readonly afterCreatedMs?: number | undefined;
}

/** A run that no state and no other start has. */
export interface FreeRun {
    readonly run: Run;
    /** Keys of the starts whose very jobs CCM shows in it; `undefined` when it shows none that is sought. */
    readonly showsJobsOf: readonly string[] | undefined;
}

export type Assignment =
    | { readonly kind: "run"; readonly run: Run; readonly isProven: boolean; readonly reason: string }
    | { readonly kind: "none"; readonly reason: string }
    | { readonly kind: "unclear"; readonly runs: readonly Run[]; readonly reason: string };

/** `created_at` is in whole seconds, and the machines of a service do not agree to the second. */
export const MARGIN_MS = 5_000;
/** `created_at` may be rounded. */
const SECOND_MS = 1000;
/** A start that goes well is carried out within this long of its stamp. */
export const USUAL_START_MS = 60_000;
/** What is created later than this is no outcome of it: a start is not sent again for longer. */
export const LONGEST_START_MS = 15 * 60_000;

/**
 * Which of the runs that CCM lists the starts of a stack have led to: all at once, since starts that look alike to CCM would
 * take each other's runs. Pure.
 *
 * @param sought of one resource, in the order in which they were begun
 * @returns by key
 */
export function assignRuns(sought: readonly SoughtStart[], free: readonly FreeRun[]): ReadonlyMap<string, Assignment> {
    const assignments = new Map<string, Assignment>();
    const taken = new Set<string>();
    const assign = (key: string, run: Run, isProven: boolean, reason: string) => {
        taken.add(run.runId);
        assignments.set(key, { kind: "run", run, isProven, reason });
    };
    for (const start of sought) {
        const shown = provenBy(viewOf(start, sought, free), free);
        if (shown !== undefined) assign(start.key, shown, true, "CCM shows its very job");
    }
    const open = sought.filter(({ key }) => !assignments.has(key));
    const left = () => free.filter(({ run }) => !taken.has(run.runId));
    const views = open.map((start) => viewOf(start, sought, left()));
    for (const view of views) {
        if (assignments.has(view.start.key)) continue;
        const rivals = views.filter((other) => other !== view && shares(view.usual, other.usual));
        const group = [view, ...rivals];
        const runs = unique(group.flatMap(({ usual }) => usual));
        const areAlike = rivals.every(({ start }) => isSameRun(start.wanted, view.start.wanted) === true);
        if (
            rivals.length > 0 &&
            areAlike &&
            runs.length <= group.length &&
            group.every(({ late }) => late.length === 0)
        ) {
            // They ask for the very same, so it does not matter which of them gets which.
            const inOrder = group.map(({ start }) => start).sort((a, b) => a.begunAtMs - b.begunAtMs);
            for (const [index, run] of runs.entries()) {
                const start = inOrder[index];
                if (start !== undefined)
                    assign(start.key, run, false, "it was created then, for one that asks for the same");
            }
            for (const { key } of inOrder.slice(runs.length)) assignments.set(key, NONE);
            continue;
        }
        assignments.set(view.start.key, alone(view, rivals.length > 0));
    }
    return assignments;
}

const NONE = { kind: "none", reason: "CCM lists no run that it may have led to" } as const;

function alone({ usual, late, doubtful }: View, hasRivals: boolean): Assignment {
    const [run] = usual;
    if (run === undefined) {
        const runs = [...late, ...doubtful];
        const reason = late.length > 0 ? "it was created later than a start takes" : "the clocks cannot be compared";
        return runs.length === 0 ? NONE : { kind: "unclear", runs, reason };
    }
    if (hasRivals) {
        return {
            kind: "unclear",
            runs: usual,
            reason: "another start that looks the same to CCM was interrupted as well",
        };
    }
    const runs = [...usual, ...late];
    if (runs.length > 1) return { kind: "unclear", runs, reason: "somebody else has started the same at that time" };
    return { kind: "run", run, isProven: false, reason: "it was created then, and nobody else has it" };
}

/** The runs that a start may have led to, by when they were created; each oldest first. */
interface View {
    readonly start: SoughtStart;
    readonly usual: readonly Run[];
    readonly late: readonly Run[];
    readonly doubtful: readonly Run[];
}

function viewOf(start: SoughtStart, sought: readonly SoughtStart[], free: readonly FreeRun[]): View {
    const next = sought.find((other) => other.urn === start.urn && other.begunAtMs > start.begunAtMs);
    // When the next one was begun, this one's process was gone.
    const endMs = next === undefined ? Infinity : next.begunAtMs - start.begunAtMs;
    const isWithin =
        (fromMs: number, toMs: number) =>
        ({ createdAtMs }: Run) =>
            createdAtMs !== undefined &&
            start.clock.offsetsMs.some((offsetMs) => {
                const afterMs = createdAtMs - offsetMs - start.begunAtMs;
                return afterMs >= fromMs && afterMs < Math.min(toMs, endMs - MARGIN_MS);
            });
    const alike = free
        .filter(({ run, showsJobsOf }) => matchRun(start.wanted, run) !== "other" && isPossible(showsJobsOf, start.key))
        .map(({ run }) => run)
        .filter(({ createdAtMs }) => (createdAtMs ?? Infinity) >= (start.afterCreatedMs ?? -Infinity) - SECOND_MS)
        .sort((a, b) => (a.createdAtMs ?? 0) - (b.createdAtMs ?? 0) || (a.runId < b.runId ? -1 : 1));
    const isMatch = (run: Run) => matchRun(start.wanted, run) === "match";
    const isUsual = isWithin(-MARGIN_MS, USUAL_START_MS);
    const usual = alike.filter((run) => isUsual(run) && isMatch(run));
    // One that was stopped is not gone on with, so it does not matter whose it was.
    const isOver = ({ status }: Run) => isFinished(status) && RUN_STATUS[status].wasStopped;
    const isLate = isWithin(USUAL_START_MS, LONGEST_START_MS);
    const late = alike.filter((run) => !isUsual(run) && isLate(run) && !isOver(run));
    const { doubtMs } = start.clock;
    const isUnknown = doubtMs >= UNKNOWN_CLOCK_MS;
    // A clock that is known is behind what it seems at the most; one that is not may be on either side.
    const isNear = isWithin(-doubtMs, isUnknown ? doubtMs : LONGEST_START_MS);
    const mayBeOfThen = (run: Run) =>
        run.createdAtMs === undefined || (isNear(run) && (endMs === Infinity || !isUnknown));
    const doubtful = alike.filter(
        (run) => !usual.includes(run) && !isLate(run) && !isOver(run) && (isUsual(run) || mayBeOfThen(run)),
    );
    return { start, usual: usual.every(isOver) ? [] : usual, late, doubtful };
}

/** The one run in which CCM shows the jobs of this start, and of no other. */
function provenBy({ start, usual, late, doubtful }: View, free: readonly FreeRun[]): Run | undefined {
    const inTime = new Set([...usual, ...late, ...doubtful]);
    const showing = free.filter(({ run, showsJobsOf }) => inTime.has(run) && showsJobsOf?.includes(start.key) === true);
    const [only] = showing;
    return showing.length === 1 && only?.showsJobsOf?.length === 1 ? only.run : undefined;
}

function isPossible(showsJobsOf: FreeRun["showsJobsOf"], key: string): boolean {
    return showsJobsOf === undefined || showsJobsOf.includes(key);
}

function shares(a: readonly Run[], b: readonly Run[]): boolean {
    return a.some((run) => b.includes(run));
}

function unique(runs: readonly Run[]): Run[] {
    return [...new Set(runs)].sort((a, b) => (a.createdAtMs ?? 0) - (b.createdAtMs ?? 0));
}
