import { firstOf, formatDuration, resourceName } from "../text";
import { pollInterval } from "../wait/pollInterval";
import { asNotedSince, begunAt, isBefore, type OpenStart, openStartsOf } from "./openStarts";
import type { RunContext } from "./runContext";
import type { StackState } from "./stackState";
import { endpointHash, parseStamp } from "./startStamp";
import { isOwnerAlive } from "./startWindow";
import { CLEAR_PENDING } from "./unclearStart";

/** How long the process and the request of an interrupted update may outlast it, in milliseconds. */
const OWNER_LIMIT_MS = 60_000;

/**
 * The open starts that earlier updates left in the stack. Removes the records of settled ones.
 *
 * @param process the calling process; empty if it does not create, in which case Pulumi's warning is not explained
 */
export async function openStartsOfStack(
    { journal, report }: RunContext,
    state: StackState | undefined,
    process: string,
): Promise<readonly OpenStart[]> {
    const creates = state?.openCreates ?? [];
    const stamps = creates.flatMap(({ stamp }) => stamp ?? []);
    const noted = await journal.ofStack(stamps);
    const urns = new Set([...creates, ...noted].map(({ urn }) => urn));
    const evidence = { state, noted, unsent: await journal.unsent(stamps), process };
    if (state !== undefined) await journal.forgetSent(stamps);
    const starts = [...urns].map((urn) => openStartsOf(urn, evidence));
    for (const { record } of starts.flatMap(({ settled }) => settled)) await journal.remove(record);
    const open = starts.flatMap((one) => one.open);
    const hint = process === "" ? undefined : pendingHint(state, process, open);
    if (hint !== undefined) report.info(hint);
    return open;
}

/**
 * After each kill, Pulumi warns of pending operations and names a command that clears them. Runs are found by these, so
 * the hint says when clearing is safe.
 */
function pendingHint(state: StackState | undefined, process: string, open: readonly OpenStart[]): string | undefined {
    const earlier = (state?.openCreates ?? []).filter(({ stamp }) => parseStamp(stamp)?.process !== process);
    if (earlier.length === 0 || state?.hasOtherPending === true || !earlier.every(({ stamp }) => parseStamp(stamp))) {
        return undefined;
    }
    const names = new Set(open.filter(({ isInState }) => isInState).map(({ urn }) => resourceName(urn)));
    const when =
        names.size === 0
            ? "their runs are accounted for, and"
            : `this update continues with the runs of ${firstOf([...names], 3)}, where the program still declares them; the runs of ` +
              "others are yours to stop in CCM. Once it has gone well, and not before,";
    return `Pulumi warns of pending operations that interrupted updates have left: ${when} \`${CLEAR_PENDING}\` takes them away`;
}

/** With `deleteBeforeReplace`, a run leaves the state before its successor is created. */
export function isDeletedSince({ ownership, urn }: RunContext, start: OpenStart): boolean {
    return ownership.deletedStamps(urn).some((stamp) => isBefore(start, stamp));
}

/** Waits for processes of interrupted updates, which may still await the service's response. */
export async function withoutOwners(context: RunContext, found: readonly OpenStart[]): Promise<readonly OpenStart[]> {
    const { clock, journal, report } = context;
    const begin = clock.now();
    let starts = found;
    for (;;) {
        const busy = starts.map(({ record }) => record).find((record) => isBusy(context, record));
        if (busy?.stage !== "requested") return starts;
        const waitedMs = clock.now() - begin;
        if (waitedMs > OWNER_LIMIT_MS) {
            const { pid = 0, host = "" } = busy.owner ?? {};
            throw new Error(
                `process ${pid} on ${host} may still be starting this run: if it is a plugin process of Pulumi, end it; then ` +
                    "run `pulumi up` again. Nothing more was started.",
            );
        }
        report.progress(`an update that was interrupted still starts the run; waiting ${formatDuration(waitedMs)}`);
        await clock.sleep(pollInterval(waitedMs, context.random));
        starts = asNotedSince(starts, await journal.read(starts.map(({ key }) => key)));
    }
}

function isBusy(context: RunContext, record: OpenStart["record"]): boolean {
    return record?.stage === "requested" && isOwnerAlive(record, context);
}

/** Whether a start was sent to the current endpoint. A start at another endpoint cannot be resolved from here. */
export function isHere({ api, report, journal }: RunContext, start: OpenStart): boolean {
    const { record, stamp } = start;
    const isElsewhere =
        record === undefined
            ? stamp !== undefined && stamp.endpoint !== "" && stamp.endpoint !== endpointHash(api.baseUrl)
            : record.endpoint !== api.baseUrl;
    if (!isElsewhere) return true;
    const run = record?.stage === "started" ? `run ${record.runId}` : "a run";
    const where = record === undefined ? "another endpoint" : record.endpoint;
    const settle = record === undefined ? "" : `, or delete its record in ${journal.location} once it is settled`;
    report.warn(
        `an update that was interrupted at ${begunAt(start)} has started ${run} of this resource at ${where}, which is not the ` +
            `endpoint now; it may still be active there. An update with that endpoint settles it${settle}`,
    );
    return false;
}
