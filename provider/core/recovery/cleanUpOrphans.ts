import { search } from "./openStartSearch";
import { isHere, openStartsOfStack, withoutOwners } from "./openStartsOfStack";
import { cannotBeLookedFor, describeOrphan, outcomeOf, stopOrphan } from "./orphan";
import type { RunContext } from "./runContext";
import { unclearOpenStart } from "./unclearStart";

/**
 * Cleans up orphaned starts of a resource that has or had a run: the run of an interrupted replacement is not wanted.
 * Considers only starts in the journal, and only with proof that they belong to this stack: its state contains the
 * resource's run.
 *
 * @param keep the resource's run
 * @param stamp stamp of the create that started that run, if any
 */
export async function cleanUpOrphans(
    context: RunContext,
    keep: string,
    stamp: string | undefined,
    stopLimitMs: number,
): Promise<void> {
    const { urn, journal, ownership, report, stackState } = context;
    if ((await journal.read([])).every(({ record }) => stamp !== undefined && record.stamp === stamp)) return;
    const state = await stackState.holding(urn, keep);
    if (state === undefined) {
        report.warn(notProven(`in ${journal.location}`));
        return;
    }
    const all = await openStartsOfStack(context, state, "");
    const [starts, others] = [all.filter((start) => start.urn === urn), all.filter((start) => start.urn !== urn)];
    for (const { record, isProven } of starts) {
        if (!isProven && record !== undefined) report.warn(notProven(journal.pathOf(record)));
    }
    const proven = starts.filter((start) => start.isProven && start.record !== undefined && isHere(context, start));
    const open = await withoutOwners(context, proven);
    const assignments = await search(context, state, open).catch((error: unknown) => {
        const [start] = open;
        throw start === undefined ? error : cannotBeLookedFor(start, error);
    });
    for (const start of open) {
        const { runId, unclear } = outcomeOf(start, assignments);
        if (unclear !== undefined) throw unclearOpenStart(context, start, unclear, undefined, others);
        if (runId !== undefined && runId !== keep && ownership.otherHolder(urn, runId) === undefined) {
            const orphan = describeOrphan(runId, start);
            if (start.stopOnDelete) await stopOrphan(context, start, runId, orphan, stopLimitMs);
            else report.info(`${orphan}, is not stopped (stopOnDelete: false)`);
        }
        if (start.record !== undefined) await journal.remove(start.record);
    }
}

function notProven(place: string): string {
    return (
        "an interrupted update left a start of this resource open. It is not proven that the start belongs to " +
        `this stack, so its run is not stopped. When that run has ended in CCM, delete the record of the start ${place}`
    );
}
