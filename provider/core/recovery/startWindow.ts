import type { Context } from "./runContext";
import type { RequestedStart } from "./startRecord";
import type { Window } from "./candidateRuns";
import { elapsedSince } from "./sentTime";
import type { PendingStart } from "./runOwnership";

/** A start that is refused for its rate is tried for so long at most; a run that is younger than that is not its own. */
export const SENDING_MS = 15 * 60_000;

/** By the service's clock: when a start may have taken effect. */
export function windowOf(context: Context, { record, sentAt }: PendingStart): Window {
    if (sentAt === undefined) return windowOfRecord(context, record);
    const { api, clock } = context;
    const serverNow = api.serverTime() ?? clock.wallTime();
    return { from: serverNow - (clock.now() - sentAt), to: Infinity };
}

/** By what the clocks say about the time that has passed; by the service's own clock where that was known. */
export function windowOfRecord(context: Context, record: RequestedStart): Window {
    const { api, clock } = context;
    const serverNow = api.serverTime() ?? clock.wallTime();
    const first = elapsedSince(record.sentAt, context);
    const last = record.resentAt ?? record.sentAt;
    return {
        from: record.sentAt.server ?? (first.atMostMs === undefined ? undefined : serverNow - first.atMostMs),
        to: (last.server ?? serverNow - elapsedSince(last, context).atLeastMs) + SENDING_MS,
    };
}
