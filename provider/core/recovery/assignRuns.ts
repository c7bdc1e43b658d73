import type { Run } from "../../ccm";
import { isFinished, RUN_STATUS } from "../../contract/runStatus";
import { type CcmClock, UNKNOWN_CLOCK_MS } from "./ccmClock";
import { isSameRun, matchRun, type RunSpec } from "./runSpec";
import { MARGIN_MS } from "./startTimes";

/** A start whose run is looked for among those that CCM lists. */
export interface SoughtStart {
    readonly key: string;
    readonly urn: string;
    readonly spec: RunSpec;
    /** When it was begun, by the clock of this machine, in milliseconds since 1970. */
    readonly begunAtMs: number;
    readonly clock: CcmClock;
    /** When the run was created that its resource had by then, by the clock of CCM; its own came later. */
    readonly afterCreatedMs?: number | undefined;
    /** Whether more runs than one were there for it before, so that a person had to look. */
    readonly isUnclear?: boolean;
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

/** Such a run cannot be taken over, nor can a start be sent again beside it. */
export const NAMELESS = "CCM's list has a run without an id, which may be it";

/**
 * The same where a list has rows without an id: what they may be the runs of is not clear, unless it is proven whose its run is. Pure.
 *
 * @param nameless those rows, with whatever else they tell
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

/** Clocks are no more than this apart, in milliseconds. */
const DAY_MS = 86_400_000;

function mayBe({ createdAtMs, ...run }: Run, { spec, begunAtMs }: SoughtStart): boolean {
    const isOfThen = createdAtMs === undefined || Math.abs(createdAtMs - begunAtMs) < DAY_MS;
    return isOfThen && matchRun(spec, run) !== "other";
}

/** `created_at` may be rounded. */
const SECOND_MS = 1000;
/** A start is carried out within this long of its stamp, even one on which a gateway has given up. */
export const USUAL_START_MS = 80_000;
/** What is created later than this is no outcome of it: a start is not sent again for longer. */
export const LONGEST_START_MS = 15 * 60_000;

/**
 * Which of the runs that CCM lists the starts of a stack have led to: all at once, since starts that look alike to CCM would
 * take each other's runs. Pure.
 *
 * @returns by key
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

/** Who gets what, where nothing else is possible, or where it does not matter: of those who ask for the very same. */
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

/** One of each resource first, the oldest, and then those that were begun again for the same ones. */
function inTurn(starts: readonly SoughtStart[]): SoughtStart[] {
    // The same order for whoever asks: another stack shares them out as well.
    const byAge = [...starts].sort((a, b) => a.begunAtMs - b.begunAtMs || (a.key < b.key ? -1 : 1));
    const round = (start: SoughtStart) => byAge.filter(({ urn }) => urn === start.urn).indexOf(start);
    return byAge.sort((a, b) => round(a) - round(b));
}

function competingWith(view: View, views: readonly View[]): readonly View[] {
    return views.filter((other) => other !== view && other.usual.some((run) => view.usual.includes(run)));
}

const NONE = { kind: "none", reason: "CCM lists no run that it may have led to" } as const;

/** What is left to a person, or nothing. */
function unsure(view: View, views: readonly View[]): Assignment {
    const { usual, late, doubtful } = view;
    if (competingWith(view, views).length > 0) {
        return {
            kind: "unclear",
            runs: usual,
            reason: "another start that looks the same to CCM was interrupted as well",
        };
    }
    if (usual.length > 0) {
        return {
            kind: "unclear",
            runs: [...usual, ...late],
            reason: "someone else started the same at that time",
        };
    }
    const runs = [...late, ...doubtful];
    const reason = late.length > 0 ? "it was created later than a start takes" : "the clocks cannot be compared";
    if (runs.length > 0) return { kind: "unclear", runs, reason };
    return view.start.isUnclear
        ? { kind: "unclear", runs, reason: "CCM has listed several, and lists none of them now" }
        : NONE;
}

/** The runs that a start may have led to, by when they were created; each oldest first. */
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
    // One that was stopped is not gone on with, so it does not matter whose it was.
    const isOver = ({ status }: Run) => isFinished(status) && RUN_STATUS[status].wasStopped;
    const isLate = isWithin(USUAL_START_MS, LONGEST_START_MS);
    const late = alike.filter((run) => !isUsual(run) && isLate(run) && !isOver(run));
    const { doubtMs, offsetsMs } = start.clock;
    const isUnknown = doubtMs >= UNKNOWN_CLOCK_MS;
    const isOfThoseHours = (createdAtMs: number) =>
        offsetsMs.some((offsetMs) => Math.abs(createdAtMs - offsetMs - start.begunAtMs) < doubtMs);
    // A clock that is known is behind what it seems at the most; one that is not may be on either side.
    const mayBeOfThen = (run: Run) =>
        run.createdAtMs === undefined ||
        (isUnknown ? isOfThoseHours(run.createdAtMs) : isWithin(-doubtMs, LONGEST_START_MS)(run));
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

function unique(runs: readonly Run[]): Run[] {
    return [...new Set(runs)].sort((a, b) => (a.createdAtMs ?? 0) - (b.createdAtMs ?? 0));
}
