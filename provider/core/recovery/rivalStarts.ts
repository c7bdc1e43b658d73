import type { Context } from "./runContext";
import { UNANSWERED_MS, type RivalStart } from "./decideLostStart";
import { isSameRun, type Fingerprint } from "./runSpec";
import type { Journal, RequestedStart } from "./startRecord";
import type { Window } from "./candidateRuns";
import { elapsedSince } from "./sentTime";
import type { PendingStart } from "./runOwnership";
import { SENDING_MS, windowOf, windowOfRecord } from "./startWindow";

export type Rival = RivalStart & { readonly underWay: boolean };

/** Other starts without an answer to which a run may belong, in the order in which they pick. */
export function rivalsOf(
    context: Context,
    pending: PendingStart,
    others: Awaited<ReturnType<Journal["others"]>>,
    matchesOf: (wanted: Fingerprint, window: Window) => readonly string[],
): readonly Rival[] {
    const { starts, urn } = context;
    const here = starts.otherPending(urn);
    const urnsHere = new Set(here.map(([other]) => other));
    const order = (from: number | undefined, key: string) => [from ?? 0, key] as const;
    const ownPlace = order(windowOf(context, pending).from, urn);
    const entries = [
        ...here.map(([other, start]) => ({
            key: other,
            record: start.record,
            window: windowOf(context, start),
            underWay: start.lostAt === undefined,
            atIt: true,
        })),
        ...others.flatMap(({ urn: other, record }) => {
            if (record.stage !== "requested" || record.endpoint !== context.api.baseUrl || urnsHere.has(other))
                return [];
            const underWay = isAtIt(record, context);
            return [{ key: other, record, window: windowOfRecord(context, record), underWay, atIt: underWay }];
        }),
    ];
    return entries
        .map(({ key, record, window, underWay, atIt }) => {
            const place = order(window.from, key);
            return {
                matches: matchesOf(record.wanted, window),
                sameRun: isSameRun(record.wanted, pending.record.wanted),
                goesFirst: atIt && (place[0] < ownPlace[0] || (place[0] === ownPlace[0] && key < urn)),
                underWay,
                place,
            };
        })
        .filter(({ matches }) => matches.length > 0)
        .sort((a, b) => a.place[0] - b.place[0] || (a.place[1] < b.place[1] ? -1 : 1));
}

/** Whether another process is still at a start, as far as that can be told. */
export function isAtIt(record: RequestedStart, context: Context): boolean {
    const { machine } = context;
    const { atLeastMs } = elapsedSince(record.resentAt ?? record.sentAt, context);
    const { owner, sentAt } = record;
    if (owner === undefined || atLeastMs > UNANSWERED_MS + SENDING_MS) return false;
    if (owner.host !== machine.host) return atLeastMs < 3 * UNANSWERED_MS;
    // Process ids are given anew when a machine is restarted.
    const wasRestarted = machine.uptime() < sentAt.uptime;
    return owner.pid !== machine.pid && !wasRestarted && machine.isAlive(owner.pid);
}
