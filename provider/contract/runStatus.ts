/** What CCM tells of a run. FAILED, SUCCEEDED and TERMINATED are final. */
export type RunStatus = "PENDING" | "RUNNING" | "FAILED" | "SUCCEEDED" | "TERMINATING" | "TERMINATED" | "UNKNOWN";

/** What every decision of this package reads about a status. */
interface StatusFacts {
    /** How far a run has come: no run goes back to a lower stage. `undefined` where the status does not tell. */
    readonly stage: number | undefined;
    /** Whether a run never leaves it. */
    readonly isFinished: boolean;
    readonly hasSucceeded: boolean;
    /** Whether a run in it uses its cluster. */
    readonly isActive: boolean;
    /** Whether somebody has asked for its end: such an end is no failure, and an orphaned run that came to it is not taken up. */
    readonly wasStopped: boolean;
    /** The predicate of a sentence about a run: "FAILED", "was TERMINATED". */
    readonly verb: string;
}

const ACTIVE = { isFinished: false, hasSucceeded: false, isActive: true, wasStopped: false } as const;
const FINISHED = { stage: 3, isFinished: true, hasSucceeded: false, isActive: false, wasStopped: false } as const;

/**
 * `UNKNOWN` is CCM's own word for "the orchestrator did not say", and ours for any word we do not know: it is neither
 * active nor finished, so nothing may be concluded from it.
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

/** The statuses that a run never leaves. */
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

/** Whether a run may go on as long as nobody asks for its end. */
export function isStoppable(status: RunStatus): boolean {
    const { isFinished, wasStopped } = RUN_STATUS[status];
    return !isFinished && !wasStopped;
}

/** Whether a run has come to a bad end that nobody asked for. */
export function hasFailed(status: RunStatus): boolean {
    const { isFinished, hasSucceeded, wasStopped } = RUN_STATUS[status];
    return isFinished && !hasSucceeded && !wasStopped;
}
