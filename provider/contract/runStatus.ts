/**
 * The states of a workflow run, as CCM spells them.
 *
 * `UNKNOWN` is CCM's own word for "the orchestrator did not say", and ours for any word we do not know:
 * it is neither active nor finished, so nothing may be concluded from it.
 */
export const RUN_STATUSES = [
    "PENDING",
    "RUNNING",
    "FAILED",
    "SUCCEEDED",
    "TERMINATING",
    "TERMINATED",
    "UNKNOWN",
] as const;

export type RunStatus = (typeof RUN_STATUSES)[number];

/** The states a run never leaves. */
export const FINISHED_STATUSES = ["FAILED", "SUCCEEDED", "TERMINATED"] as const satisfies readonly RunStatus[];

export type FinishedStatus = (typeof FINISHED_STATUSES)[number];

export function isFinished(status: RunStatus): status is FinishedStatus {
    return (FINISHED_STATUSES as readonly RunStatus[]).includes(status);
}
