import type { Run } from "../../ccm";
import { isFinished, RUN_STATUS } from "../../contract/runStatus";
import { type CcmClock, UNKNOWN_CLOCK_MS } from "./ccmClock";
import { isSameRun, matchRun, type RunSpec } from "./runSpec";
import { MARGIN_MS } from "./startTimes";

/** A start whose run is searched for in CCM's list. */
export interface SoughtStart {
    readonly key: string;
    readonly urn: string;
    readonly spec: RunSpec;
    /** When it began, by the clock of the machine that began it, in milliseconds since 1970. */
    readonly begunAtMs: number;
    /** Maximum time from then until CCM lists its run, in milliseconds. */
    readonly takesAtMostMs: number;
    readonly clock: CcmClock;
    /** When the resource's previous run was created, by CCM's clock: the start's own run is newer. */
    readonly afterCreatedMs?: number | undefined;
    /** Whether an earlier search found several candidates, so that the user had to decide. */
    readonly isUnclear?: boolean;
}

/** A run that is in no state and belongs to no other start. */
export interface FreeRun {
    readonly run: Run;
    /** Keys of the starts whose jobs CCM shows in the run; `undefined` if it shows no sought job. */
    readonly showsJobsOf: readonly string[] | undefined;
}

export type Assignment =
    | { readonly kind: "run"; readonly run: Run; readonly isProven: boolean; readonly reason: string }
    | { readonly kind: "none"; readonly reason: string }
    | { readonly kind: "unclear"; readonly runs: readonly Run[]; readonly reason: string };

/** Such a run cannot be adopted, and its start cannot be retried. */
export const NAMELESS = "CCM's list has a run without an id, which may be the run of this start";

/**
 * Marks assignments as unclear if a list entry without an id may be the start's run, unless its run is proven. Pure.
 *
 * @param nameless the entries without an id
 */
export function withNameless(
    assignments: ReadonlyMap<string, Assignment>,
    sought: readonly SoughtStart[],
    nameless: readonly Run[],
): ReadonlyMap<string, Assignment> {
    const starts = new Map(sought.map((start) => [start.key, start]));
    return new Map(
        [...assignments].map(([key, assignment]) => {
            const start = starts.get(key);
            const isSure = assignment.kind === "run" && assignment.isProven;
            if (start === undefined || isSure || !nameless.some((run) => mayBe(run, start))) return [key, assignment];
            const runs =
                assignment.kind === "run" ? [assignment.run] : assignment.kind === "unclear" ? assignment.runs : [];
            return [key, { kind: "unclear", runs, reason: NAMELESS }];
        }),
    );
}

/** Maximum difference between clocks, in milliseconds. */
const DAY_MS = 86_400_000;

function mayBe({ createdAtMs, ...run }: Run, { spec, begunAtMs }: SoughtStart): boolean {
    const isOfThen = createdAtMs === undefined || Math.abs(createdAtMs - begunAtMs) < DAY_MS;
    return isOfThen && matchRun(spec, run) !== "other";
}

/** `created_at` may be rounded. */
const SECOND_MS = 1000;
/** CCM carries out a start within this time after its stamp, in milliseconds, even after a gateway timeout. */
export const USUAL_START_MS = 80_000;

/**
 * Assigns the runs in CCM's list to the starts of a stack: all at once, since starts that are indistinguishable to CCM
 * would claim each other's runs. Pure.
 *
 * @returns assignments by the start's key
 */
export function assignRuns(sought: readonly SoughtStart[], free: readonly FreeRun[]): ReadonlyMap<string, Assignment> {
    const assignments = new Map<string, Assignment>();
    const taken = new Set<string>();
    const assign = ({ key }: SoughtStart, run: Run, isProven: boolean, reason: string) => {
        taken.add(run.runId);
        assignments.set(key, { kind: "run", run, isProven, reason });
    };
    for (const start of sought) {
        const shown = provenBy(viewOf(start, free), free);
        if (shown !== undefined) assign(start, shown, true, "CCM shows its very job");
    }
    for (;;) {
        const left = free.filter(({ run }) => !taken.has(run.runId));
        const views = sought.filter(({ key }) => !assignments.has(key)).map((start) => viewOf(start, left));
        const next = views.map((view) => sure(view, views)).find((sharing) => sharing !== undefined);
        if (next === undefined) {
            for (const view of views) assignments.set(view.start.key, unsure(view, views));
            return assignments;
        }
        for (const [start, run] of next) {
            if (run === undefined) assignments.set(start.key, NONE);
            else assign(start, run, false, "it was created then, and no other resource has it");
        }
    }
}

type Sharing = readonly (readonly [start: SoughtStart, run: Run | undefined])[];

/** The assignment where only one is possible, or where the choice does not matter: among starts of the same run. */
function sure(view: View, views: readonly View[]): Sharing | undefined {
    const { start, usual, late } = view;
    const competing = competingWith(view, views);
    if ([view, ...competing].some((one) => one.start.isUnclear)) return undefined;
    if (competing.length === 0) {
        const [run] = usual;
        return usual.length === 1 && late.length === 0 && run !== undefined ? [[start, run]] : undefined;
    }
    if (!competing.every((other) => isSameRun(other.start.spec, start.spec) === true)) return undefined;
    const group = [view, ...competing];
    const runs = unique(group.flatMap((one) => one.usual));
    const hasNoOther = group.every((one) => one.late.length === 0 && one.doubtful.length === 0);
    if (runs.length > group.length || !hasNoOther) return undefined;
    return inTurn(group.map((one) => one.start)).map((one, index) => [one, runs[index]]);
}

/** Orders starts: the oldest of each resource first, then the repeated ones. */
function inTurn(starts: readonly SoughtStart[]): SoughtStart[] {
    // The order must be deterministic: another stack assigns the same runs.
    const byAge = [...starts].sort((a, b) => a.begunAtMs - b.begunAtMs || (a.key < b.key ? -1 : 1));
    const round = (start: SoughtStart) => byAge.filter(({ urn }) => urn === start.urn).indexOf(start);
    return byAge.sort((a, b) => round(a) - round(b));
}

function competingWith(view: View, views: readonly View[]): readonly View[] {
    return views.filter((other) => other !== view && other.usual.some((run) => view.usual.includes(run)));
}

const NONE = { kind: "none", reason: "CCM lists no run that it may have led to" } as const;

/** The assignment of a start whose run is not certain. */
function unsure(view: View, views: readonly View[]): Assignment {
    const { usual, late, doubtful } = view;
    if (competingWith(view, views).length > 0) {
        return {
            kind: "unclear",
            runs: usual,
            reason: "another start of the same graph, version and cluster was interrupted as well",
        };
    }
    if (usual.length > 0) {
        return {
            kind: "unclear",
            runs: [...usual, ...late],
            reason: "another user or process started a run of the same graph, version and cluster at that time",
        };
    }
    const runs = [...late, ...doubtful];
    const reason =
        late.length > 0
            ? "that start would have taken longer than usual"
            : "the clocks of this machine and CCM cannot be compared";
    if (runs.length > 0) return { kind: "unclear", runs, reason };
    return view.start.isUnclear
        ? { kind: "unclear", runs, reason: "CCM listed several such runs before, and lists none of them now" }
        : NONE;
}

/** The candidate runs of a start by creation time, each oldest first. */
interface View {
    readonly start: SoughtStart;
    readonly usual: readonly Run[];
    readonly late: readonly Run[];
    readonly doubtful: readonly Run[];
}

function viewOf(start: SoughtStart, free: readonly FreeRun[]): View {
    const isWithin =
        (fromMs: number, toMs: number) =>
        ({ createdAtMs }: Run) =>
            createdAtMs !== undefined &&
            start.clock.offsetsMs.some((offsetMs) => {
                const afterMs = createdAtMs - offsetMs - start.begunAtMs;
                return afterMs >= fromMs && afterMs < toMs;
            });
    const alike = free
        .filter(({ run, showsJobsOf }) => matchRun(start.spec, run) !== "other" && isPossible(showsJobsOf, start.key))
        .map(({ run }) => run)
        .filter(({ createdAtMs }) => (createdAtMs ?? Infinity) >= (start.afterCreatedMs ?? -Infinity) - SECOND_MS)
        .sort((a, b) => (a.createdAtMs ?? 0) - (b.createdAtMs ?? 0) || (a.runId < b.runId ? -1 : 1));
    const isMatch = (run: Run) => matchRun(start.spec, run) === "match";
    const isUsual = isWithin(-MARGIN_MS, USUAL_START_MS);
    const usual = alike.filter((run) => isUsual(run) && isMatch(run));
    // A stopped run is not continued, so its start does not matter.
    const isOver = ({ status }: Run) => isFinished(status) && RUN_STATUS[status].wasStopped;
    const isLate = isWithin(USUAL_START_MS, start.takesAtMostMs);
    const late = alike.filter((run) => !isUsual(run) && isLate(run) && !isOver(run));
    const { doubtMs, offsetsMs } = start.clock;
    const isUnknown = doubtMs >= UNKNOWN_CLOCK_MS;
    const isOfThoseHours = (createdAtMs: number) =>
        offsetsMs.some((offsetMs) => Math.abs(createdAtMs - offsetMs - start.begunAtMs) < doubtMs);
    // A known offset can only be too large; an unknown one may be wrong in either direction.
    const mayBeOfThen = (run: Run) =>
        run.createdAtMs === undefined ||
        (isUnknown ? isOfThoseHours(run.createdAtMs) : isWithin(-doubtMs, start.takesAtMostMs)(run));
    const doubtful = alike.filter(
        (run) => !usual.includes(run) && !isLate(run) && !isOver(run) && (isUsual(run) || mayBeOfThen(run)),
    );
    return { start, usual: usual.every(isOver) ? [] : usual, late, doubtful };
}

/** The only run in which CCM shows the jobs of this start, and of no other. */
function provenBy({ start, usual, late, doubtful }: View, free: readonly FreeRun[]): Run | undefined {
    const inTime = new Set([...usual, ...late, ...doubtful]);
    const showing = free.filter(({ run, showsJobsOf }) => inTime.has(run) && showsJobsOf?.includes(start.key) === true);
    const [only] = showing;
    return showing.length === 1 && only?.showsJobsOf?.length === 1 ? only.run : undefined;
}

function isPossible(showsJobsOf: FreeRun["showsJobsOf"], key: string): boolean {
    return showsJobsOf === undefined || showsJobsOf.includes(key);
}

function unique(runs: readonly Run[]): Run[] {
    return [...new Set(runs)].sort((a, b) => (a.createdAtMs ?? 0) - (b.createdAtMs ?? 0));
}
