import { UNKNOWN_CLOCK_MS } from "./ccmClock";
import type { OpenStart } from "./openStarts";
import type { RunContext } from "./runContext";
import type { Moment, RequestedStart, StartRecord } from "./startRecord";

/** For so long after its last sign a process of another machine is taken to be at a start, in milliseconds. */
const FOREIGN_PROCESS_MS = 3 * 60_000;
/** No process is at a start for longer than this. */
const LONGEST_MS = 16 * 60_000;

/**
 * How long ago a moment was that another process has written down, at least. The time of day may have been set since, and the
 * machine may have been restarted or be another one: each clock that ran forward is believed.
 */
export function elapsedSince(moment: Moment, { clock, machine }: Pick<RunContext, "clock" | "machine">): number {
    const byWall = clock.wallTime() - moment.wall;
    const byUptime = moment.host === machine.host ? machine.uptime() - moment.uptime : -1;
    const believed = [byWall, byUptime].filter((ms) => ms >= 0);
    return believed.length === 0 ? 0 : Math.min(...believed);
}

/** Whether a record is of a start that another process has sent to the same CCM, and whose run is not known. */
export function isRequestedElsewhere(
    record: StartRecord,
    { api, machine }: Pick<RunContext, "api" | "machine">,
): record is RequestedStart {
    if (record.stage !== "requested" || record.endpoint !== api.baseUrl) return false;
    return record.owner?.pid !== machine.pid || record.owner.host !== machine.host;
}

/** Whether another process is still at a start, as far as that can be told. */
export function isOwnerAlive(record: RequestedStart, context: Pick<RunContext, "clock" | "machine">): boolean {
    const { machine } = context;
    const elapsedMs = elapsedSince(record.resentAt ?? record.sentAt, context);
    const { owner, sentAt } = record;
    if (owner === undefined || elapsedMs > LONGEST_MS) return false;
    if (owner.host !== machine.host) return elapsedMs < FOREIGN_PROCESS_MS;
    // Process ids are given anew when a machine is restarted.
    const wasRestarted = machine.uptime() < sentAt.uptime;
    return owner.pid !== machine.pid && !wasRestarted && machine.isAlive(owner.pid);
}

/**
 * How long ago a start was begun, at least, in milliseconds. A time that another machine has written down may be wrong by as
 * much as clocks are that nobody has compared.
 */
export function ageOf({ record, begunAtMs }: OpenStart, context: Pick<RunContext, "clock" | "machine">): number {
    if (record !== undefined) return elapsedSince(record.sentAt, context);
    return Math.max(0, context.clock.wallTime() - begunAtMs - UNKNOWN_CLOCK_MS);
}
