import { isFinished, type RunStatus } from "../../ccm";

/** Whether a status that was reached before is enough now, so that nobody need look again. */
export function isReached(status: unknown, until: unknown): boolean {
    const reached = status as RunStatus;
    if (until === "RUNNING") return reached === "RUNNING" || reached === "SUCCEEDED";
    return until === "SUCCEEDED" ? reached === "SUCCEEDED" : isFinished(reached);
}
