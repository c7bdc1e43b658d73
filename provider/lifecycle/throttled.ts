import type { CallOptions } from "../ccm";
import type { Report } from "./context";
import { formatDuration } from "./duration";

/** In words, for a row: why it is slow. */
export const THROTTLED = "CCM asks for fewer requests (429)";

/** Says on the row why an operation is slow when the service refuses requests for their rate. */
export function sayThrottled(report: Report, doing: string): Pick<CallOptions, "onThrottled"> {
    return {
        onThrottled: (pauseMs) => report.progress(`${doing}; ${THROTTLED}, next try in ${formatDuration(pauseMs)}`),
    };
}
