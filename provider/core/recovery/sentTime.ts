import type { Context } from "./runContext";
import type { StartRecord } from "./startRecord";

type Moment = StartRecord["sentAt"];

export function momentNow({ api, clock, machine }: Context): Moment {
    const server = api.serverTime();
    return {
        wall: clock.wallTime(),
        uptime: machine.uptime(),
        host: machine.host,
        ...(server === undefined ? {} : { server }),
    };
}

export interface Elapsed {
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
export function elapsedSince(moment: Moment, { clock, machine }: Pick<Context, "clock" | "machine">): Elapsed {
    const byWall = clock.wallTime() - moment.wall;
    const byUptime = moment.host === machine.host ? machine.uptime() - moment.uptime : -1;
    const believed = [byWall, byUptime].filter((ms) => ms >= 0);
    if (believed.length === 0) return { atLeastMs: 0, atMostMs: undefined };
    return { atLeastMs: Math.min(...believed), atMostMs: Math.max(...believed) };
}
