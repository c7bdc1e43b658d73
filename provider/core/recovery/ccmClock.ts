import type { StackState } from "./stackState";
import { parseStamp } from "./startStamp";

/** How CCM's `created_at` relates to a local wall-clock time. */
export interface CcmClock {
    /** All likely offsets of CCM's clock from the local one, in milliseconds. */
    readonly offsetsMs: readonly number[];
    /** By how much the actual offset may be smaller, in milliseconds. */
    readonly doubtMs: number;
}

/** Maximum difference between clocks that were never compared, in milliseconds. */
export const UNKNOWN_CLOCK_MS = 12 * 3600_000;

/** Maximum difference between agreeing clocks: a start may be sent this late after its stamp, e.g. after a lost one. */
const AGREE_MS = 5 * 60_000;

/**
 * Derives the offset of CCM's clock from that of a process's machine: each run in the state has the time of its stamp
 * and CCM's creation time. An adopted run was created long before its stamp, so a single pair proves nothing by itself:
 * the gateway or another pair of the same process must agree. The gateway alone proves nothing either: it and CCM may
 * be hours apart.
 *
 * @param process the process whose times are compared
 * @param isThisMachine whether it ran on this machine, whose clock can be compared with the gateway's
 * @param gatewayMs offset of the gateway's clock from the local one, in milliseconds, if known
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
        // Clocks of other machines may differ from this one's by hours.
        if (!pair.isOwn && !isThisMachine) return false;
        // Times of other processes may precede a change of the clock.
        return gatewayMs !== undefined && agrees(pair.offsetMs, gatewayMs);
    };
    const backed = pairs.filter(isBacked);
    const own = backed.filter(({ isOwn }) => isOwn);
    // A start may be delayed after its stamp, never the reverse, so the smallest offset is the best.
    const offsets = (own.length > 0 ? own : backed).map(({ offsetMs }) => offsetMs);
    const gateway = gatewayMs === undefined ? [] : [gatewayMs];
    if (offsets.length === 0) return { offsetsMs: [...new Set([0, ...gateway])], doubtMs: UNKNOWN_CLOCK_MS };
    const offsetMs = Math.min(...offsets);
    return { offsetsMs: [offsetMs, ...gateway.filter((other) => agrees(other, offsetMs))], doubtMs: AGREE_MS };
}
