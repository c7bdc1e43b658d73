import type { RunContext } from "./runContext";
import type { PendingStart } from "./runOwnership";
import type { RequestedStart, StartRecord } from "./startRecord";

/** A start that is refused for its rate is tried for so long at most; a run that is younger than that is not its own. */
export const SENDING_MS = 15 * 60_000;

/** By the service's clock: when a start may have taken effect. */
export function windowOf(context: RunContext, { record, sentAt }: PendingStart): Window {
    if (sentAt === undefined) return windowOfRecord(context, record);
    const { api, clock } = context;
    const serverNow = api.serverTime() ?? clock.wallTime();
    return { from: serverNow - (clock.now() - sentAt), to: Infinity };
}

/** By what the clocks say about the time that has passed; by the service's own clock where that was known. */
export function windowOfRecord(context: RunContext, record: RequestedStart): Window {
    const { api, clock } = context;
    const serverNow = api.serverTime() ?? clock.wallTime();
    const first = elapsedSince(record.sentAt, context);
    const last = record.resentAt ?? record.sentAt;
    return {
        from: record.sentAt.server ?? (first.atMostMs === undefined ? undefined : serverNow - first.atMostMs),
        to: (last.server ?? serverNow - elapsedSince(last, context).atLeastMs) + SENDING_MS,
    };
}

type Moment = StartRecord["sentAt"];

export function momentNow({ api, clock, machine }: RunContext): Moment {
    const server = api.serverTime();
    return {
        wall: clock.wallTime(),
        uptime: machine.uptime(),
        host: machine.host,
        ...(server === undefined ? {} : { server }),
    };
}

interface Elapsed {
    /** At least so many milliseconds have passed since. */
    readonly atLeastMs: number;
    /** At most so many; `undefined` when no clock can be trusted. */
    readonly atMostMs: number | undefined;
}

/**
 * How long ago a moment was that another process has written down. The time of day may have been set since, and the
 * machine may have been restarted or be another one: each clock that ran forward is believed, the smallest as the least
 * and the largest as the most.
 */
export function elapsedSince(moment: Moment, { clock, machine }: Pick<RunContext, "clock" | "machine">): Elapsed {
    const byWall = clock.wallTime() - moment.wall;
    const byUptime = moment.host === machine.host ? machine.uptime() - moment.uptime : -1;
    const believed = [byWall, byUptime].filter((ms) => ms >= 0);
    if (believed.length === 0) return { atLeastMs: 0, atMostMs: undefined };
    return { atLeastMs: Math.min(...believed), atMostMs: Math.max(...believed) };
}

/** By the service's clock, in milliseconds since 1970: between when and when a start may have taken effect. */
export interface Window {
    /** `undefined` when nobody can tell. */
    readonly from: number | undefined;
    readonly to: number;
}

/** Whether another process is still at a start, as far as that can be told. */
export function isOwnerAlive(record: RequestedStart, context: RunContext): boolean {
    const { machine } = context;
    const { atLeastMs } = elapsedSince(record.resentAt ?? record.sentAt, context);
    const { owner, sentAt } = record;
    if (owner === undefined || atLeastMs > UNANSWERED_MS + SENDING_MS) return false;
    if (owner.host !== machine.host) return atLeastMs < 3 * UNANSWERED_MS;
    // Process ids are given anew when a machine is restarted.
    const wasRestarted = machine.uptime() < sentAt.uptime;
    return owner.pid !== machine.pid && !wasRestarted && machine.isAlive(owner.pid);
}

/** A request that nobody has answered may take effect within this long. */
export const UNANSWERED_MS = 60_000;
