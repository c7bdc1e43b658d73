/** Status of a run in CCM. FAILED, SUCCEEDED and TERMINATED are final. */
export type RunStatus = "PENDING" | "RUNNING" | "FAILED" | "SUCCEEDED" | "TERMINATING" | "TERMINATED" | "UNKNOWN";

/** Properties of a status on which this package bases its decisions. */
interface StatusFacts {
    /** Progress of a run, which never decreases. `undefined` if the status does not indicate it. */
    readonly stage: number | undefined;
    /** Whether the status is final. */
    readonly isFinished: boolean;
    readonly hasSucceeded: boolean;
    /** Whether a run with this status uses its cluster. */
    readonly isActive: boolean;
    /** Whether a stop was requested: the end is then not a failure, and an orphaned run is not recovered. */
    readonly wasStopped: boolean;
    /** The predicate of a sentence about a run: "FAILED", "was TERMINATED". */
    readonly verb: string;
}

const ACTIVE = { isFinished: false, hasSucceeded: false, isActive: true, wasStopped: false } as const;
const FINISHED = { stage: 3, isFinished: true, hasSucceeded: false, isActive: false, wasStopped: false } as const;

/**
 * `UNKNOWN` is CCM's own status when the orchestrator reports none, and this package's for any unrecognized status: it
 * is neither active nor finished, so it supports no conclusion.
 */
export const RUN_STATUS = {
    PENDING: { ...ACTIVE, stage: 0, verb: "is PENDING" },
    RUNNING: { ...ACTIVE, stage: 1, verb: "is RUNNING" },
    FAILED: { ...FINISHED, verb: "FAILED" },
    SUCCEEDED: { ...FINISHED, hasSucceeded: true, verb: "SUCCEEDED" },
    TERMINATING: { ...ACTIVE, stage: 2, wasStopped: true, verb: "is TERMINATING" },
    TERMINATED: { ...FINISHED, wasStopped: true, verb: "was TERMINATED" },
    UNKNOWN: { ...ACTIVE, stage: undefined, isActive: false, verb: "is UNKNOWN" },
} as const satisfies Record<RunStatus, StatusFacts>;

/** The final statuses. */
export type FinishedStatus = {
    [Status in RunStatus]: (typeof RUN_STATUS)[Status]["isFinished"] extends true ? Status : never;
}[RunStatus];

export const RUN_STATUSES = Object.keys(RUN_STATUS) as RunStatus[];

export function isRunStatus(text: string): text is RunStatus {
    return Object.hasOwn(RUN_STATUS, text);
}

export const FINISHED_STATUSES = RUN_STATUSES.filter(isFinished);

export function isFinished(status: RunStatus): status is FinishedStatus {
    return RUN_STATUS[status].isFinished;
}

/** Whether a run may still be running and no stop was requested. */
export function isStoppable(status: RunStatus): boolean {
    const { isFinished, wasStopped } = RUN_STATUS[status];
    return !isFinished && !wasStopped;
}

/** Whether a run ended without success and without a requested stop. */
export function hasFailed(status: RunStatus): boolean {
    const { isFinished, hasSucceeded, wasStopped } = RUN_STATUS[status];
    return isFinished && !hasSucceeded && !wasStopped;
}
