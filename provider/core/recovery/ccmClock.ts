import type { StackState } from "./stackState";
import { parseStamp } from "./startStamp";

/** How CCM's `created_at` and a time of day of ours go together. */
export interface CcmClock {
    /** What to add to a time of day of ours: all that is likely. */
    readonly offsetsMs: readonly number[];
    /** By how much it may be less than that, in milliseconds. */
    readonly doubtMs: number;
}

/** Clocks that nobody has compared may be this far apart. */
export const UNKNOWN_CLOCK_MS = 12 * 3600_000;

/** Clocks that are no further apart than this agree: so long a start may have waited after its stamp, for one that was lost say. */
const AGREE_MS = 5 * 60_000;

/**
 * What the state tells about the clock of CCM as the machine of a process saw it: each run in it has the time of its stamp and
 * the time that CCM gave it. A run that was taken over was created long before its stamp, so a single pair is no proof by
 * itself: the gateway has to agree, or another pair of the same process. The gateway alone is none either: it and CCM may be
 * hours apart.
 *
 * @param process whose times are to be compared
 * @param isThisMachine whether it ran on this machine, whose time of day can be compared with the gateway's
 * @param gatewayMs what the gateway's time of day is more than ours, where it tells
 */
export function ccmClockByState(
    state: StackState | undefined,
    process: string | undefined,
    isThisMachine: boolean,
    gatewayMs: number | undefined,
): CcmClock {
    const pairs = (state?.runs ?? []).flatMap(({ stamp, createdAtMs }) => {
        const parsed = parseStamp(stamp);
        return parsed === undefined || createdAtMs === undefined
            ? []
            : [{ isOwn: parsed.process === process, offsetMs: createdAtMs - parsed.atMs }];
    });
    const agrees = (a: number, b: number) => Math.abs(a - b) < AGREE_MS;
    const isBacked = (pair: (typeof pairs)[number]) => {
        const others = pairs.filter((other) => other !== pair && other.isOwn === pair.isOwn);
        const isRepeated = others.some(({ offsetMs }) => agrees(offsetMs, pair.offsetMs));
        if (pair.isOwn && isRepeated) return true;
        // The clocks of other machines may be hours apart from that of this one.
        if (!pair.isOwn && !isThisMachine) return false;
        // What other processes have seen may be of a time before the clock was set.
        return gatewayMs !== undefined && agrees(pair.offsetMs, gatewayMs);
    };
    const backed = pairs.filter(isBacked);
    const own = backed.filter(({ isOwn }) => isOwn);
    // Between stamp and start comes a wait, never the other way round.
    const offsets = (own.length > 0 ? own : backed).map(({ offsetMs }) => offsetMs);
    const gateway = gatewayMs === undefined ? [] : [gatewayMs];
    if (offsets.length === 0) return { offsetsMs: [...new Set([0, ...gateway])], doubtMs: UNKNOWN_CLOCK_MS };
    const offsetMs = Math.min(...offsets);
    return { offsetsMs: [offsetMs, ...gateway.filter((other) => agrees(other, offsetMs))], doubtMs: AGREE_MS };
}
