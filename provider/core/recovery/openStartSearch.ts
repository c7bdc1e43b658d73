import { collect, LATE_MS, type Run } from "../../ccm";
import { formatDuration, isOfSameStack } from "../text";
import { pollInterval } from "../wait/pollInterval";
import {
    type Assignment,
    assignRuns,
    type FreeRun,
    LONGEST_START_MS,
    type SoughtStart,
    withNameless,
} from "./assignRuns";
import { ccmClockByState } from "./ccmClock";
import { asNotedSince, fromRecord, isSought, type OpenStart } from "./openStarts";
import type { RunContext } from "./runContext";
import { matchRun } from "./runSpec";
import { showsJob } from "./showsJob";
import type { StackState } from "./stackState";
import { type NotedStart, recordKey, type StartRecord } from "./startRecord";
import { ageOf, isRequestedElsewhere } from "./startWindow";
import { startedRecord } from "./startRecorder";
import { LONGEST_SEARCH_MS, MARGIN_MS, SETTLING_MS, UNANSWERED_MS } from "./startTimes";

/** In so many runs it is looked for the jobs of starts, each with a request. */
const MOST_LOOKED_INTO = 50;
/** Clocks of one machine that differ by this much: its time of day was set meanwhile. */
const CLOCK_SET_MS = 60_000;

type Assignments = ReadonlyMap<string, Assignment>;

/**
 * Finds the runs that the open starts of a stack have led to: together and once a process, before any of its resources that
 * look alike to CCM starts another one, since they would take each other's.
 *
 * @param starts all of the stack, whatever their resource
 * @returns for each that was looked for, by key
 * @throws Error when the service cannot be asked for too long
 */
export function searchOnce(
    context: RunContext,
    state: StackState | undefined,
    starts: readonly OpenStart[],
): Promise<Assignments> {
    const { ownership } = context;
    if (ownership.assignments === undefined) {
        ownership.assignments = search(context, state, starts).then((found) => noteDown(context, starts, found));
        // Who comes next tries again.
        ownership.assignments.catch(() => (ownership.assignments = undefined));
    }
    return ownership.assignments;
}

/** What was decided for all stays, whether or not the program still declares their resources. */
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

/** The same for some of them by themselves. */
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
            // A run must not be given to a start that was refused meanwhile.
            const others = await journal.others();
            open = asNotedSince(open, [...others, ...(await journal.read([]))]);
            const named = runs.filter(({ runId }) => runId !== "");
            const nameless = runs.filter(({ runId }) => runId === "");
            const free = await freeRuns(context, state, [...open, ...others], named, jobs);
            const competing = startsOfOtherStacks(context, open, others);
            // Only now: the answer has told the gateway's time.
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

/** From when a request was sent until the run that it leads to is in the list: the answer, what CCM does after it, the list's lag. */
const LONGEST_UNSEEN_MS = UNANSWERED_MS + LATE_MS + SETTLING_MS;

/** Whether the list has been looked at for long enough to be believed. */
function isSettled(
    context: RunContext,
    starts: readonly OpenStart[],
    assignments: Assignments,
    waitedMs: number,
): boolean {
    return starts.filter(isSought).every((start) => {
        const ageMs = ageOf(start, context);
        const assignment = assignments.get(start.key);
        // Whatever it led to has been there for long, and what a person has to look at may be looked at now.
        if (ageMs > LONGEST_START_MS || assignment === undefined || assignment.kind === "unclear") return true;
        // Its process may have been at it until just now.
        if (assignment.kind === "none") return waitedMs >= LONGEST_UNSEEN_MS;
        // A run that is there may be somebody else's, and its own be late.
        return assignment.isProven || Math.max(ageMs, waitedMs) >= LONGEST_UNSEEN_MS;
    });
}

/**
 * What other stacks of this machine have begun at the same CCM and do not know the run of: it may be one that looks as if it were
 * this stack's. What they have is theirs to find out; here it only counts that it may be theirs.
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
    const { key, urn, spec, record } = start;
    // The time of day may have been set between the stamp and the request.
    const begunAtMs = record?.sentAt.wall ?? start.begunAtMs;
    const before = (state?.runs ?? [])
        .filter((run) => run.urn === urn)
        .map(({ createdAtMs }) => createdAtMs ?? -Infinity);
    const afterCreatedMs = before.length === 0 ? undefined : Math.max(...before);
    if (spec === undefined) return [];
    const isUnclear = record?.stage === "requested" && record.isUnclear === true;
    const sought = { key, urn, spec, begunAtMs, afterCreatedMs, isUnclear };
    const { api, clock, machine } = context;
    // The gateway's time is likely to be CCM's, and is no proof.
    const gateway = api.serverTime();
    const gatewayMs = gateway === undefined ? undefined : gateway - clock.wallTime();
    const server = record?.sentAt.server;
    if (record !== undefined && server !== undefined) {
        const ccmClock = { offsetsMs: [server - record.sentAt.wall], doubtMs: 0 };
        return [{ ...sought, clock: ccmClock }];
    }
    // Where the time of day was set back, what was written down lies in the future.
    const isInFuture = begunAtMs > clock.wallTime() + CLOCK_SET_MS;
    const wasSet = isInFuture || (record !== undefined && wasClockSet(context, start, record));
    const isHere = record !== undefined && record.sentAt.host === machine.host;
    const ccmClock = ccmClockByState(wasSet ? undefined : state, start.stamp?.process, isHere, gatewayMs);
    return [{ ...sought, clock: ccmClock }];
}

/** Whether the time of day was set since a start was begun, as far as that shows. */
function wasClockSet({ clock, machine }: RunContext, { stamp }: OpenStart, { sentAt }: StartRecord): boolean {
    const byWall = clock.wallTime() - sentAt.wall;
    const byUptime = machine.uptime() - sentAt.uptime;
    if (sentAt.host === machine.host && Math.abs(byWall - byUptime) > CLOCK_SET_MS) return true;
    const waitedMs = stamp === undefined ? 0 : sentAt.wall - stamp.atMs;
    return waitedMs < -MARGIN_MS || waitedMs > LONGEST_START_MS;
}

/** The runs of a list that nobody is known to have. */
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

/** Which jobs CCM shows in which runs; each is asked for once. */
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
