import { collect, type Run } from "../../ccm";
import { formatDuration, isOfSameStack } from "../text";
import { pollInterval } from "../wait/pollInterval";
import { type Assignment, assignRuns, type FreeRun, type SoughtStart, withNameless } from "./assignRuns";
import { ccmClockByState } from "./ccmClock";
import { asNotedSince, fromRecord, isSought, type OpenStart } from "./openStarts";
import type { RunContext } from "./runContext";
import { matchRun } from "./runSpec";
import { showsJob } from "./showsJob";
import type { StackState } from "./stackState";
import { type NotedStart, recordKey, type StartRecord } from "./startRecord";
import { ageOf, isRequestedElsewhere } from "./startWindow";
import { startedRecord } from "./startRecorder";
import { LONGEST_SEARCH_MS, LONGEST_UNSEEN_MS, MARGIN_MS, SETTLING_MS, USUAL_SEND_MS } from "./startTimes";

/** Maximum number of runs searched for the jobs of starts, with one request each. */
const MOST_LOOKED_INTO = 50;
/** A difference of this much between clocks of one machine means that its wall clock was changed. */
const CLOCK_SET_MS = 60_000;

type Assignments = ReadonlyMap<string, Assignment>;

/**
 * Finds the runs of the open starts of a stack: together and once per process, before any of its resources that are
 * indistinguishable to CCM starts another run, since they would claim each other's.
 *
 * @param starts all open starts of the stack, of any resource
 * @returns assignments of the sought starts, by key
 * @throws Error if the service is unreachable for too long
 */
export function searchOnce(
    context: RunContext,
    state: StackState | undefined,
    starts: readonly OpenStart[],
): Promise<Assignments> {
    const { ownership } = context;
    if (ownership.assignments === undefined) {
        ownership.assignments = search(context, state, starts).then((found) => noteDown(context, starts, found));
        // The next caller tries again.
        ownership.assignments.catch(() => (ownership.assignments = undefined));
    }
    return ownership.assignments;
}

/** Records all assignments in the journal, whether or not the program still declares the resources. */
async function noteDown(
    { journal }: RunContext,
    starts: readonly OpenStart[],
    found: Assignments,
): Promise<Assignments> {
    for (const { key, urn, record } of starts) {
        const assignment = found.get(key);
        if (record?.stage === "requested" && assignment?.kind === "run") {
            await journal.write(startedRecord(record, assignment.run.runId), urn);
        }
    }
    return found;
}

/** Finds the runs of some starts, independently of the rest of the stack. */
export async function search(
    context: RunContext,
    state: StackState | undefined,
    starts: readonly OpenStart[],
): Promise<Assignments> {
    const { api, clock, journal, report, signal } = context;
    const begin = clock.now();
    if (!starts.some(isSought)) return new Map();
    const jobs = new JobsInRuns(context, starts);
    let open = starts;
    for (;;) {
        const waitedMs = clock.now() - begin;
        report.progress(
            `searching for the run that an interrupted update may have started, ${formatDuration(waitedMs)}`,
        );
        try {
            const runs = await collect(api.listRuns({ deadline: begin + LONGEST_SEARCH_MS, signal, breaksOff: true }));
            // A start that was rejected meanwhile must not be assigned a run.
            const others = await journal.others();
            open = asNotedSince(open, [...others, ...(await journal.read([]))]);
            const named = runs.filter(({ runId }) => runId !== "");
            const nameless = runs.filter(({ runId }) => runId === "");
            const free = await freeRuns(context, state, [...open, ...others], named, jobs);
            const competing = startsOfOtherStacks(context, open, others);
            // Only now: the response provides the gateway's time.
            const sought = [...open, ...competing]
                .filter(isSought)
                .flatMap((start) => soughtStart(context, state, start));
            const assignments = withNameless(assignRuns(sought, free), sought, nameless);
            if (isSettled(context, open, assignments, waitedMs)) return assignments;
        } catch (error) {
            if (clock.now() - begin >= LONGEST_SEARCH_MS) throw error;
        }
        await clock.sleep(pollInterval(waitedMs, context.random));
    }
}

/** Whether the list has been polled long enough to be reliable. */
function isSettled(
    context: RunContext,
    starts: readonly OpenStart[],
    assignments: Assignments,
    waitedMs: number,
): boolean {
    return starts.filter(isSought).every((start) => {
        const ageMs = ageOf(start, context);
        const assignment = assignments.get(start.key);
        // The run of an old start has long been listed, and an unclear case can be reported right away.
        if (ageMs > start.takesAtMostMs || assignment === undefined || assignment.kind === "unclear") return true;
        // Its process may have been sending it until just now.
        if (assignment.kind === "none") return waitedMs >= LONGEST_UNSEEN_MS;
        // A listed run may be someone else's, and the start's own run may appear later.
        return assignment.isProven || Math.max(ageMs, waitedMs) >= LONGEST_UNSEEN_MS;
    });
}

/**
 * Starts of other stacks on this machine, at the same CCM, whose runs are unknown: a run that seems to be this stack's
 * may be theirs. They only count as competing starts here; those stacks resolve them.
 */
function startsOfOtherStacks(
    context: RunContext,
    own: readonly OpenStart[],
    noted: readonly NotedStart[],
): OpenStart[] {
    const keys = new Set(own.map(({ key }) => key));
    return noted
        .filter(({ record, urn }) => !keys.has(recordKey(record)) && !isOfSameStack(urn, context.urn))
        .filter(({ record }) => isRequestedElsewhere(record, context))
        .map(({ urn, record }) => fromRecord(urn, record));
}

function soughtStart(context: RunContext, state: StackState | undefined, start: OpenStart): SoughtStart[] {
    const { key, urn, spec, record, takesAtMostMs } = start;
    // The wall clock may have been changed between the stamp and the request.
    const begunAtMs = record?.sentAt.wall ?? start.begunAtMs;
    const before = (state?.runs ?? [])
        .filter((run) => run.urn === urn)
        .map(({ createdAtMs }) => createdAtMs ?? -Infinity);
    const afterCreatedMs = before.length === 0 ? undefined : Math.max(...before);
    if (spec === undefined) return [];
    const isUnclear = record?.stage === "requested" && record.isUnclear === true;
    const sought = { key, urn, spec, begunAtMs, takesAtMostMs, afterCreatedMs, isUnclear };
    const { api, clock, machine } = context;
    // The gateway's time is likely CCM's, but proves nothing.
    const gateway = api.serverTime();
    const gatewayMs = gateway === undefined ? undefined : gateway - clock.wallTime();
    const server = record?.sentAt.server;
    if (record !== undefined && server !== undefined) {
        const ccmClock = { offsetsMs: [server - record.sentAt.wall], doubtMs: 0 };
        return [{ ...sought, clock: ccmClock }];
    }
    // After the wall clock was set back, recorded times lie in the future.
    const isInFuture = begunAtMs > clock.wallTime() + CLOCK_SET_MS;
    const wasSet = isInFuture || (record !== undefined && wasClockSet(context, start, record));
    const isHere = record !== undefined && record.sentAt.host === machine.host;
    const ccmClock = ccmClockByState(wasSet ? undefined : state, start.stamp?.process, isHere, gatewayMs);
    return [{ ...sought, clock: ccmClock }];
}

/** Whether the wall clock was changed since a start began, as far as can be detected. */
function wasClockSet({ clock, machine }: RunContext, { stamp }: OpenStart, { sentAt }: StartRecord): boolean {
    const byWall = clock.wallTime() - sentAt.wall;
    const byUptime = machine.uptime() - sentAt.uptime;
    if (sentAt.host === machine.host && Math.abs(byWall - byUptime) > CLOCK_SET_MS) return true;
    const waitedMs = stamp === undefined ? 0 : sentAt.wall - stamp.atMs;
    return waitedMs < -MARGIN_MS || waitedMs > USUAL_SEND_MS;
}

/** The listed runs without a known owner. */
async function freeRuns(
    context: RunContext,
    state: StackState | undefined,
    noted: readonly Pick<OpenStart, "record">[],
    runs: readonly Run[],
    jobs: JobsInRuns,
): Promise<FreeRun[]> {
    const { ownership } = context;
    const taken = new Set([
        ...(state?.runs ?? []).map(({ id }) => id),
        ...noted.flatMap(({ record }) => (record?.stage === "started" ? [record.runId] : [])),
    ]);
    const free = runs.filter(({ runId }) => !taken.has(runId) && !ownership.isKnown(runId));
    const newestFirst = free.sort((a, b) => (b.createdAtMs ?? Infinity) - (a.createdAtMs ?? Infinity));
    return Promise.all(newestFirst.map(async (run) => ({ run, showsJobsOf: await jobs.shownIn(run) })));
}

/** Which jobs CCM shows in which runs. Requests each run once. */
class JobsInRuns {
    private readonly byRun = new Map<string, Promise<readonly string[] | undefined>>();
    private readonly starts: readonly OpenStart[];

    constructor(
        private readonly context: RunContext,
        starts: readonly OpenStart[],
    ) {
        this.starts = starts.filter((start) => isSought(start) && start.jobSpecs.length > 0);
    }

    shownIn(run: Run): Promise<readonly string[] | undefined> {
        const alike = this.starts.filter(({ spec }) => spec !== undefined && matchRun(spec, run) !== "other");
        const known = this.byRun.get(run.runId);
        if (known !== undefined || alike.length === 0 || this.byRun.size >= MOST_LOOKED_INTO) {
            return known ?? Promise.resolve(undefined);
        }
        const shown = this.context.api
            .runStatus(run.runId, { deadline: this.context.clock.now() + SETTLING_MS })
            .then(({ detail }) => alike.filter(({ jobSpecs }) => jobSpecs.every((job) => showsJob(detail, job))))
            .then((starts) => (starts.length === 0 ? undefined : starts.map(({ key }) => key)))
            .catch(() => undefined);
        this.byRun.set(run.runId, shown);
        return shown;
    }
}
