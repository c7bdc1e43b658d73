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
            ? "none of their runs is left to recover. Run"
            : `this update recovers the runs of ${firstOf([...names], 3)}, if the program still declares these ` +
              "resources; stop the runs of other resources in CCM. After this update has succeeded, and not " +
              "before, run";
    return (
        `Pulumi warns about pending operations of interrupted updates: ${when} \`${CLEAR_PENDING}\` to ` +
        "remove these operations"
    );
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
                `process ${pid} on ${host} may still be starting this run. Nothing more was started. If it is a ` +
                    "plugin process of Pulumi, end it; then run `pulumi up` again.",
            );
        }
        report.progress(`an interrupted update is still starting the run; waiting ${formatDuration(waitedMs)}`);
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
    const run = record?.stage === "started" ? `started run ${record.runId}` : "may have started a run";
    const where = record === undefined ? "another endpoint" : `${record.endpoint}, which is not the current endpoint`;
    const forget = record === undefined ? "" : `, or stop the run there and delete its record in ${journal.location}`;
    report.warn(
        `an update that was interrupted at ${begunAt(start)} ${run} of this resource at ${where}. The run may ` +
            `still be active there. Run \`pulumi up\` with that endpoint${forget}`,
    );
    return false;
}
