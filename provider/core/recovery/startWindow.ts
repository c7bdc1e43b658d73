import { UNKNOWN_CLOCK_MS } from "./ccmClock";
import type { OpenStart } from "./openStarts";
import type { RunContext } from "./runContext";
import type { Moment, RequestedStart, StartRecord } from "./startRecord";
import { longestStart } from "./startTimes";

/** How long after its last record a process on another machine counts as alive, in milliseconds. */
const FOREIGN_PROCESS_MS = 3 * 60_000;

/**
 * Minimum time since a moment that another process recorded, in milliseconds. The wall clock may have been changed
 * since, and the machine may have been restarted or be another one: only clocks that moved forward are trusted.
 */
export function elapsedSince(moment: Moment, { clock, machine }: Pick<RunContext, "clock" | "machine">): number {
    const byWall = clock.wallTime() - moment.wall;
    const byUptime = moment.host === machine.host ? machine.uptime() - moment.uptime : -1;
    const believed = [byWall, byUptime].filter((ms) => ms >= 0);
    return believed.length === 0 ? 0 : Math.min(...believed);
}

/** Whether a record is of a start that another process sent to the same CCM and whose run is not known. */
export function isRequestedElsewhere(
    record: StartRecord,
    { api, machine }: Pick<RunContext, "api" | "machine">,
): record is RequestedStart {
    if (record.stage !== "requested" || record.endpoint !== api.baseUrl) return false;
    return record.owner?.pid !== machine.pid || record.owner.host !== machine.host;
}

/** Whether another process is still performing a start, as far as known. */
export function isOwnerAlive(record: RequestedStart, context: Pick<RunContext, "clock" | "machine">): boolean {
    const { machine } = context;
    const elapsedMs = elapsedSince(record.resentAt ?? record.sentAt, context);
    const { owner, sentAt } = record;
    if (owner === undefined || elapsedMs > longestStart(record.sendForMs)) return false;
    if (owner.host !== machine.host) return elapsedMs < FOREIGN_PROCESS_MS;
    // Process ids are reused after a restart of the machine.
    const wasRestarted = machine.uptime() < sentAt.uptime;
    return owner.pid !== machine.pid && !wasRestarted && machine.isAlive(owner.pid);
}

/**
 * Minimum age of a start, in milliseconds. A time recorded by another machine may be off by as much as clocks that were
 * never compared.
 */
export function ageOf({ record, begunAtMs }: OpenStart, context: Pick<RunContext, "clock" | "machine">): number {
    if (record !== undefined) return elapsedSince(record.sentAt, context);
    return Math.max(0, context.clock.wallTime() - begunAtMs - UNKNOWN_CLOCK_MS);
}
