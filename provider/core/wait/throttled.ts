import type { CallOptions } from "../../ccm";
import type { Report } from "../context";
import { formatDuration } from "../text";
import type { LookOptions } from "./statusReader";

/** In words, for a row: why it is slow. */
export const THROTTLED = "CCM asks for fewer requests (429)";

/** Says on the row why an operation is slow when the service refuses requests for their rate; once where lines stay. */
export function throttledLine(report: Report, doing: string): NonNullable<CallOptions["onThrottled"]> {
    let isSaid = false;
    return (pauseMs) => {
        if (isSaid && report.linesStay) return;
        isSaid = true;
        report.progress(`${doing}; ${THROTTLED}, next try in ${formatDuration(pauseMs)}`);
    };
}

/** The same for a look at a run. */
export function sayWhileLooking(
    report: Report,
    doing = "looking at the run",
): Required<Pick<LookOptions, "onThrottled">> {
    return { onThrottled: throttledLine(report, doing) };
}
