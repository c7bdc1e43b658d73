import { Abandoned, type Run } from "../../ccm";
import type { FinishedStatus } from "../../contract/runStatus";
import { durationMs, formatDuration, messageOf } from "../text";
import { pollDelay } from "../wait/pollInterval";
import { sayWhileLooking } from "../wait/progress";
import { stopRun } from "../wait/stopRun";
import { decideLeftRun } from "./decideOrphan";
import { findLostStart, UnclearStart } from "./findLostStart";
import type { Context } from "./runContext";
import { fingerprintOf, isSameRun } from "./runSpec";
import type { RequestedStart, StartRecord } from "./startRecord";
import { interruptedAt, OwnStart, type RunRequest } from "./startRecorder";
import { elapsedSince, isAtIt, SENDING_MS, UNANSWERED_MS } from "./startWindow";

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
export async function takeLeftRun(
    context: Context,
    own: OwnStart,
    inputs: OrphanPolicy,
    record: StartRecord,
): Promise<Run | undefined> {
    const { report, starts, urn } = context;
    const adopts = inputs.adoptRunId?.toLowerCase();
    const isUnwanted = record.stage === "started" && record.unwanted === true;
    const sameInputs = !isUnwanted && isSameRun(record.wanted, fingerprintOf(inputs));
    const runId = await runIdOf(context, own, record).catch((error: unknown) => {
        // Somebody has looked at the runs and chosen one.
        if (error instanceof UnclearStart && adopts !== undefined) return undefined;
        throw error;
    });
    if (runId === undefined || starts.isHeldByOther(urn, runId)) {
        if (runId !== undefined || !sameInputs || adopts !== undefined) await own.forget();
        return undefined;
    }
    const left = describeLeft(runId, record);
    const stopLimitMs = durationMs(inputs.timeouts.stop);
    const observation = await context.looks.now(runId, sayWhileLooking(context.report)).catch((error: unknown) => {
        throw new Error(
            `${left}, cannot be looked at: ${messageOf(error)}. Nothing more was started; \`pulumi up\` tries again.`,
        );
    });
    const status = observation === "gone" ? "gone" : observation.status;
    const decision = decideLeftRun({
        sameRun: adopts === undefined ? sameInputs : adopts === runId.toLowerCase(),
        status,
        ageMs: elapsedSince(record.sentAt, context).atLeastMs,
        rerunOn: inputs.rerunOn,
        stopOnDelete: record.stopOnDelete,
    });
    switch (decision.kind) {
        case "adopt":
            await own.holds(runId, inputs, "adopted", record.sentAt);
            report.info(`adopted ${describeLeft(`${runId} (${status})`, record)}`);
            return observation === "gone" ? undefined : observation;
        case "stop":
            await stopLeftRun(context, own, record, runId, left, stopLimitMs);
            break;
        case "leave":
            report[status === "gone" ? "warn" : "info"](`${left}, is not gone on with: ${decision.reason}`);
            break;
        case "tooEarly":
            throw new Error(`${left}: ${decision.reason}; run \`pulumi up\` again in a minute`);
    }
    await own.forget();
    return undefined;
}

/**
 * The same for a resource that has another run, or none any more: what was left is not wanted.
 *
 * @param keep the run that the resource has
 */
export async function clearLeftRun(context: Context, keep: string, stopLimitMs: number): Promise<void> {
    const own = new OwnStart(context);
    const record = await own.recall();
    if (record === undefined) return;
    const runId = await runIdOf(context, own, record);
    if (runId !== undefined && runId !== keep && !context.starts.isHeldByOther(context.urn, runId)) {
        const left = describeLeft(runId, record);
        if (record.stopOnDelete) await stopLeftRun(context, own, record, runId, left, stopLimitMs);
        else context.report.info(`${left}, goes on (stopOnDelete: false)`);
    }
    await own.forget();
}

function describeLeft(run: string, record: StartRecord): string {
    return `run ${run}, left by an update that was interrupted at ${interruptedAt(record)}`;
}

async function stopLeftRun(
    context: Context,
    own: OwnStart,
    record: StartRecord,
    runId: string,
    which: string,
    limitMs: number,
): Promise<void> {
    // Should this be interrupted, the run that is half stopped is not taken up again.
    await own.found(record, runId, true);
    if ((await stopRun(context, runId, "UNKNOWN", "an interrupted update has left it", limitMs)) === "OVER")
        context.report.info(`stopped ${which}`);
    else context.report.warn(`${which}, is not known to CCM. If the account was changed, it may still be active there`);
}

async function runIdOf(context: Context, own: OwnStart, record: StartRecord): Promise<string | undefined> {
    const settled = record.stage === "requested" ? await untilNobodyIsAtIt(context, own, record) : record;
    if (settled === undefined) return undefined;
    if (settled.stage === "started") {
        context.starts.know(settled.runId);
        return settled.runId;
    }
    const pending = await own.lookFor(settled);
    try {
        // When it was really sent, or sent last, is not known: only that it was not later than now.
        const begin = context.clock.now();
        const { atLeastMs } = elapsedSince(settled.resentAt ?? settled.sentAt, context);
        const quietMs = () => Math.max(context.clock.now() - begin, atLeastMs - SENDING_MS);
        const found = await findLostStart(context, pending, { quietMs, unanswered: true, html: false });
        if (found.kind === "none") return undefined;
        await own.found(settled, found.run.runId);
        return found.run.runId;
    } catch (error) {
        await own.leaveOpen();
        if (error instanceof UnclearStart || error instanceof Abandoned) throw error;
        throw new Error(
            `the run that an update may have started before it was interrupted at ${interruptedAt(record)} cannot be looked ` +
                `for: ${messageOf(error)}. Nothing more was started; \`pulumi up\` tries again.`,
        );
    }
}

/** An interrupted update's own process may still wait for the service's answer. */
async function untilNobodyIsAtIt(
    context: Context,
    own: OwnStart,
    record: RequestedStart,
): Promise<StartRecord | undefined> {
    const { clock, report } = context;
    const begin = clock.now();
    let latest: StartRecord | undefined = record;
    while (latest?.stage === "requested" && isAtIt(latest, context)) {
        const waitedMs = clock.now() - begin;
        if (waitedMs > 4 * UNANSWERED_MS) {
            const { pid = 0, host = "" } = latest.owner ?? {};
            throw new Error(
                `process ${pid} on ${host} may still be starting this run: if it is a plugin process of Pulumi, end it; then ` +
                    "run `pulumi up` again. Nothing more was started.",
            );
        }
        report.progress(`an update that was interrupted still starts the run; waiting ${formatDuration(waitedMs)}`);
        await clock.sleep(pollDelay(waitedMs, context.random));
        latest = await own.recall();
    }
    return latest;
}
