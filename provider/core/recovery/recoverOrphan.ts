import { AbortError, type Run } from "../../ccm";
import type { FinishedStatus } from "../../contract/runStatus";
import { durationMs, formatDuration, messageOf } from "../text";
import { pollInterval } from "../wait/pollInterval";
import { reportThrottling } from "../wait/progress";
import { stopRun } from "../wait/stopRun";
import { decideOrphan } from "./decideOrphan";
import { findLostStart, UnclearStart } from "./findLostStart";
import type { RunContext } from "./runContext";
import { runSpecOf, isSameRun } from "./runSpec";
import type { RequestedStart, StartRecord } from "./startRecord";
import { interruptedAt, StartRecorder, type RunRequest } from "./startRecorder";
import { elapsedSince, isOwnerAlive, SENDING_MS, UNANSWERED_MS } from "./startWindow";

/** What the inputs say about a run that an interrupted update has left. */
export interface OrphanPolicy extends RunRequest {
    readonly adoptRunId?: string | undefined;
    readonly rerunOn: readonly FinishedStatus[];
    readonly timeouts: { readonly stop: string };
}

/**
 * Deals with what an earlier create has left that is in no state: its run is gone on with when it is the one that is
 * asked for; stopped or left alone when it is not.
 *
 * @returns the run, or `undefined` when one is to be started
 * @throws Error when it is not clear yet; nothing may be started then
 */
export async function recoverOrphan(
    context: RunContext,
    recorder: StartRecorder,
    inputs: OrphanPolicy,
    record: StartRecord,
): Promise<Run | undefined> {
    const { report, ownership, urn } = context;
    const adopts = inputs.adoptRunId?.toLowerCase();
    const isUnwanted = record.stage === "started" && record.unwanted === true;
    const sameInputs = !isUnwanted && isSameRun(record.wanted, runSpecOf(inputs));
    const runId = await runIdOf(context, recorder, record).catch((error: unknown) => {
        // Somebody has looked at the runs and chosen one.
        if (error instanceof UnclearStart && adopts !== undefined) return undefined;
        throw error;
    });
    if (runId === undefined || ownership.isHeldByOther(urn, runId)) {
        if (runId !== undefined || !sameInputs || adopts !== undefined) await recorder.forget();
        return undefined;
    }
    const orphan = describeOrphan(runId, record);
    const stopLimitMs = durationMs(inputs.timeouts.stop);
    const observation = await context.statusReader
        .readStatus(runId, reportThrottling(context.report))
        .catch((error: unknown) => {
            throw new Error(
                `${orphan}, cannot be looked at: ${messageOf(error)}. Nothing more was started; \`pulumi up\` tries again.`,
            );
        });
    const status = observation === "gone" ? "gone" : observation.status;
    const decision = decideOrphan({
        sameRun: adopts === undefined ? sameInputs : adopts === runId.toLowerCase(),
        status,
        ageMs: elapsedSince(record.sentAt, context).atLeastMs,
        rerunOn: inputs.rerunOn,
        stopOnDelete: record.stopOnDelete,
    });
    switch (decision.kind) {
        case "adopt":
            await recorder.holds(runId, inputs, "adopted", record.sentAt);
            report.info(`adopted ${describeOrphan(`${runId} (${status})`, record)}`);
            return observation === "gone" ? undefined : observation;
        case "stop":
            await stopOrphan(context, recorder, record, runId, orphan, stopLimitMs);
            break;
        case "leave":
            report[status === "gone" ? "warn" : "info"](`${orphan}, is not gone on with: ${decision.reason}`);
            break;
        case "tooEarly":
            throw new Error(`${orphan}: ${decision.reason}; run \`pulumi up\` again in a minute`);
    }
    await recorder.forget();
    return undefined;
}

/**
 * The same for a resource that has another run, or none any more: what was left is not wanted.
 *
 * @param keep the run that the resource has
 */
export async function cleanUpOrphan(context: RunContext, keep: string, stopLimitMs: number): Promise<void> {
    const recorder = new StartRecorder(context);
    const record = await recorder.recall();
    if (record === undefined) return;
    const runId = await runIdOf(context, recorder, record);
    if (runId !== undefined && runId !== keep && !context.ownership.isHeldByOther(context.urn, runId)) {
        const orphan = describeOrphan(runId, record);
        if (record.stopOnDelete) await stopOrphan(context, recorder, record, runId, orphan, stopLimitMs);
        else context.report.info(`${orphan}, goes on (stopOnDelete: false)`);
    }
    await recorder.forget();
}

function describeOrphan(run: string, record: StartRecord): string {
    return `run ${run}, left by an update that was interrupted at ${interruptedAt(record)}`;
}

async function stopOrphan(
    context: RunContext,
    recorder: StartRecorder,
    record: StartRecord,
    runId: string,
    which: string,
    limitMs: number,
): Promise<void> {
    // Should this be interrupted, the run that is half stopped is not taken up again.
    await recorder.found(record, runId, true);
    if ((await stopRun(context, runId, "UNKNOWN", "an interrupted update has left it", limitMs)) === "OVER")
        context.report.info(`stopped ${which}`);
    else context.report.warn(`${which}, is not known to CCM. If the account was changed, it may still be active there`);
}

async function runIdOf(context: RunContext, recorder: StartRecorder, record: StartRecord): Promise<string | undefined> {
    const settled = record.stage === "requested" ? await untilOwnerIsGone(context, recorder, record) : record;
    if (settled === undefined) return undefined;
    if (settled.stage === "started") {
        context.ownership.noteKnown(settled.runId);
        return settled.runId;
    }
    const pending = await recorder.searchFor(settled);
    try {
        // When it was really sent, or sent last, is not known: only that it was not later than now.
        const begin = context.clock.now();
        const { atLeastMs } = elapsedSince(settled.resentAt ?? settled.sentAt, context);
        const quietMs = () => Math.max(context.clock.now() - begin, atLeastMs - SENDING_MS);
        const found = await findLostStart(context, pending, { quietMs, unanswered: true, html: false });
        if (found.kind === "none") return undefined;
        await recorder.found(settled, found.run.runId);
        return found.run.runId;
    } catch (error) {
        await recorder.keepOpen();
        if (error instanceof UnclearStart || error instanceof AbortError) throw error;
        throw new Error(
            `the run that an update may have started before it was interrupted at ${interruptedAt(record)} cannot be looked ` +
                `for: ${messageOf(error)}. Nothing more was started; \`pulumi up\` tries again.`,
        );
    }
}

/** An interrupted update's own process may still wait for the service's answer. */
async function untilOwnerIsGone(
    context: RunContext,
    recorder: StartRecorder,
    record: RequestedStart,
): Promise<StartRecord | undefined> {
    const { clock, report } = context;
    const begin = clock.now();
    let latest: StartRecord | undefined = record;
    while (latest?.stage === "requested" && isOwnerAlive(latest, context)) {
        const waitedMs = clock.now() - begin;
        if (waitedMs > 4 * UNANSWERED_MS) {
            const { pid = 0, host = "" } = latest.owner ?? {};
            throw new Error(
                `process ${pid} on ${host} may still be starting this run: if it is a plugin process of Pulumi, end it; then ` +
                    "run `pulumi up` again. Nothing more was started.",
            );
        }
        report.progress(`an update that was interrupted still starts the run; waiting ${formatDuration(waitedMs)}`);
        await clock.sleep(pollInterval(waitedMs, context.random));
        latest = await recorder.recall();
    }
    return latest;
}
