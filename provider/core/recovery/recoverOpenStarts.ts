import type { Run, RunObservation } from "../../ccm";
import { type FinishedStatus, isFinished } from "../../contract/runStatus";
import { durationMs, firstOf, messageOf } from "../text";
import { reportThrottling } from "../wait/progress";
import type { Assignment } from "./assignRuns";
import { changedInputs } from "./inputDifferences";
import { decideOrphan } from "./decideOrphan";
import { search, searchOnce } from "./openStartSearch";
import { fromRecord, isSought, fitsSpec, type OpenStart } from "./openStarts";
import { isDeletedSince, isHere, openStartsOfStack, withoutOwners } from "./openStartsOfStack";
import { cannotBeLookedFor, describeOrphan, outcomeOf, stopOrphan } from "./orphan";
import type { RunContext } from "./runContext";
import { asksFor, runSpecOf } from "./runSpec";
import type { StackState } from "./stackState";
import type { RunRequest, StartRecorder } from "./startRecorder";
import { parseStamp } from "./startStamp";
import { ageOf } from "./startWindow";
import { unclearOpenStart } from "./unclearStart";

const OF_ANOTHER_STACK = "it may belong to another stack that had the same name";

/** The inputs that decide about an orphaned run. */
export interface OrphanPolicy extends RunRequest {
    readonly adoptRunId?: string | undefined;
    readonly rerunOn: readonly FinishedStatus[];
    readonly timeouts: { readonly stop: string };
}

/**
 * Resolves the open starts of earlier creates: adopts the run that is requested now, and stops others or leaves them
 * alone.
 *
 * @param state the state at the first create of this process; `undefined` if it cannot be read
 * @returns the adopted run, or `undefined` if one is to be started
 * @throws UnclearStart if the user must decide
 * @throws Error if the outcome is not clear yet; nothing may be started then
 */
export async function recoverOpenStarts(
    context: RunContext,
    recorder: StartRecorder,
    inputs: OrphanPolicy,
    state: StackState | undefined,
    stamp: string | undefined,
): Promise<Run | undefined> {
    const { ownership, urn, journal } = context;
    const failure = ownership.lastFailure(urn);
    // A create of this process failed although its run exists, and the engine repeats it.
    if (failure?.stage === "started")
        return settle(context, recorder, inputs, fromRecord(urn, failure), failure.runId, []);
    const process = parseStamp(stamp)?.process ?? "";
    const ownCreates = (state?.openCreates ?? []).filter((create) => create.urn === urn);
    // An unreadable record of this resource fails only this create: the search of the whole stack continues.
    await journal.read(ownCreates.flatMap((create) => create.stamp ?? []));
    ownership.openStarts ??= openStartsOfStack(context, state, process);
    const all = await ownership.openStarts;
    const left = ownership.lastOpen(urn);
    const before = all.filter((start) => start.urn === urn && !isDeletedSince(context, start));
    const found = [...before, ...(left === undefined ? [] : [fromRecord(urn, left, state)])];
    const own = (await withoutOwners(context, found)).filter((start) => isHere(context, start));
    const others = all.filter((start) => start.urn !== urn);
    const assignments = await assign(context, state, own, others, inputs);
    const outcomes = own.map((start) => ({ start, ...outcomeOf(start, assignments) }));
    const adopts = inputs.adoptRunId?.toLowerCase();
    let taken: Run | undefined;
    // The newest first: the program requested it last.
    for (const { start, runId, unclear } of outcomes.reverse()) {
        if (unclear !== undefined && adopts === undefined) {
            const { record } = start;
            if (record?.stage === "requested" && unclear.runs.length > 1)
                await journal.write({ ...record, isUnclear: true });
            throw unclearOpenStart(context, start, unclear, inputs, others);
        }
        // A create that was killed while it continued the run of an earlier one leaves both open.
        if (runId === undefined || runId === taken?.runId) continue;
        const isOthers = ownership.otherHolder(urn, runId) !== undefined;
        const run = isOthers ? undefined : await settle(context, recorder, inputs, start, runId, others, taken);
        taken ??= run;
    }
    ownership.leftOpen(urn, undefined);
    for (const { start, runId } of outcomes) {
        // A start that may be another stack's is settled only if the user named its run, or if there is neither.
        const isDone = start.isProven || runId?.toLowerCase() === adopts;
        if (start.record !== undefined && isDone) await journal.remove(start.record);
    }
    return taken;
}

/** Searches for the runs of all open starts of the stack, if they concern this resource. */
async function assign(
    context: RunContext,
    state: StackState | undefined,
    own: readonly OpenStart[],
    others: readonly OpenStart[],
    inputs: OrphanPolicy,
): Promise<ReadonlyMap<string, Assignment>> {
    const wanted = runSpecOf(inputs);
    if (own.length === 0 && !others.some((start) => fitsSpec(start, wanted))) return new Map();
    try {
        const ofStack = await searchOnce(context, state, [...others, ...own]);
        // A repeated create has left a start open since.
        const since = own.filter((start) => isSought(start) && !ofStack.has(start.key));
        return new Map([...ofStack, ...(await search(context, state, since))]);
    } catch (error) {
        const [start] = [...own, ...others];
        throw start === undefined ? error : cannotBeLookedFor(start, error);
    }
}

/** @returns the run, if the resource adopts it */
async function settle(
    context: RunContext,
    recorder: StartRecorder,
    inputs: OrphanPolicy,
    start: OpenStart,
    runId: string,
    others: readonly OpenStart[],
    taken?: Run,
): Promise<Run | undefined> {
    const { report, ownership, stackState } = context;
    ownership.noteKnown(runId);
    const orphan = describeOrphan(runId, start);
    const observation = await look(context, runId, orphan);
    const status = observation === "gone" ? "gone" : observation.status;
    const adopts = inputs.adoptRunId?.toLowerCase();
    const same = adopts === undefined ? sameInputs(start, inputs) : adopts === runId.toLowerCase();
    const isOver = observation === "gone" || isFinished(observation.status);
    const isOthers = !start.isProven && adopts !== runId.toLowerCase();
    if (isOthers && adopts !== undefined) {
        report.warn(`${orphan}, is neither adopted nor stopped: ${OF_ANOTHER_STACK}`);
        return undefined;
    }
    if (!isOver && adopts === undefined && (same === undefined || isOthers)) {
        const reason = isOthers
            ? OF_ANOTHER_STACK
            : "whether it was started with these inputs is unknown, because secrets among them could not be read";
        throw unclearOpenStart(context, start, { kind: "unclear", runs: [observation], reason }, inputs, others);
    }
    const decision = decideOrphan({
        sameRun: same === true && taken === undefined,
        status,
        ageMs: ageOf(start, context),
        rerunOn: inputs.rerunOn,
        stopOnDelete: start.stopOnDelete,
        wasPassedOver: isOver && status !== "gone" && (await stackState.wasCompletedSince(start.begunAtMs)),
    });
    switch (decision.kind) {
        case "adopt":
            if (observation === "gone") return undefined;
            await recorder.holds(observation, inputs, "adopted", start.record?.sentAt);
            report.info(`adopted ${describeOrphan(`${runId} (${status})`, start)}`);
            if (sameInputs(start, inputs) === false) report.warn(otherInputs(runId, start, inputs));
            return observation;
        case "stop":
            await stopOrphan(context, start, runId, orphan, durationMs(inputs.timeouts.stop));
            return undefined;
        case "leave":
            report[status === "gone" ? "warn" : "info"](`${orphan}, is not continued: ${decision.reason}`);
            return undefined;
        case "tooEarly":
            throw new Error(`${orphan}: ${decision.reason}; run \`pulumi up\` again in a minute`);
    }
}

/** Warning about a run that the user chose although it was started with other inputs. */
function otherInputs(runId: string, { inputs: olds }: OpenStart, news: OrphanPolicy): string {
    const places = olds === undefined ? [] : changedInputs(olds, { ...news });
    const which = places.length === 0 ? "" : ` (${firstOf(places, 3)})`;
    return `run ${runId}, which adoptRunId names, was started with other inputs than this resource has now${which}`;
}

function sameInputs({ spec, record }: OpenStart, inputs: OrphanPolicy): boolean | undefined {
    if (record?.stage === "started" && record.unwanted === true) return false;
    return spec === undefined ? undefined : asksFor(spec, inputs);
}

async function look(context: RunContext, runId: string, which: string): Promise<RunObservation> {
    return context.statusReader.readStatus(runId, reportThrottling(context.report)).catch((error: unknown) => {
        throw new Error(
            `${which}, cannot be read: ${messageOf(error)}. Nothing more was started; \`pulumi up\` tries again.`,
        );
    });
}
