/** Statuses with which the control API can end a run. */
export const ENDINGS = ["SUCCEEDED", "FAILED", "TERMINATED"] as const;
export type Ending = (typeof ENDINGS)[number];

export type RunStatus = "PENDING" | "RUNNING" | "FAILED" | "SUCCEEDED" | "TERMINATING" | "TERMINATED" | "UNKNOWN";

/** The course of a run, in seconds of the simulated clock. `null` means "forever". */
export interface Script {
    /** Time in PENDING. */
    readonly pendingSeconds: number | null;
    /** Time in RUNNING after that. */
    readonly runningSeconds: number | null;
    /** Status after that. */
    readonly outcome: "SUCCEEDED" | "FAILED";
    /** Failure reason, as the orchestrator reports it. */
    readonly reason?: string;
    /** The `generic` field of status responses, by orchestrator; a simulated Job or container group by default. */
    readonly generic?: Readonly<Record<string, unknown>>;
    /** The same for log responses; the source of the lines by default. */
    readonly logsGeneric?: Readonly<Record<string, unknown>>;
    /** By runtime configuration id; a request without an id gets all of them joined. */
    readonly logs?: Readonly<Record<string, string>>;
    /** The service reports UNKNOWN from `afterSeconds` on, for `forSeconds`. */
    readonly unknown?: { readonly afterSeconds: number; readonly forSeconds: number | null };
    /** Time in TERMINATING after a stop. */
    readonly stoppingSeconds: number | null;
    /** Time from the end of a run until its record is deleted. */
    readonly purgeAfterSeconds: number | null;
    /** Whether `generic` repeats the specs that the run was started with, as a real orchestrator's object does. */
    readonly echoSpecs?: boolean;
}

export const DEFAULT_SCRIPT: Script = {
    pendingSeconds: 0,
    runningSeconds: null,
    outcome: "SUCCEEDED",
    stoppingSeconds: 0,
    purgeAfterSeconds: null,
};

export interface Life {
    /** Milliseconds since 1970, as all times here. */
    readonly createdAt: number;
    readonly stoppedAt?: number;
    /** Ended by the control API. */
    readonly ended?: { readonly status: Ending; readonly at: number };
}

const FOR_EVER = Infinity;

/** The status of a run at a time. Pure: statuses are computed, never stored. */
export function statusAt(script: Script, life: Life, now: number): RunStatus {
    const over = now >= endOf(script, life);
    if (life.ended !== undefined && over) return life.ended.status;
    if (wasStopped(script, life)) return over ? "TERMINATED" : "TERMINATING";
    if (over) return script.outcome;
    const age = (now - life.createdAt) / 1000;
    const { pendingSeconds, unknown } = script;
    const unknownUntil = unknown === undefined ? 0 : unknown.afterSeconds + (unknown.forSeconds ?? FOR_EVER);
    if (unknown !== undefined && age >= unknown.afterSeconds && age < unknownUntil) return "UNKNOWN";
    return age < (pendingSeconds ?? FOR_EVER) ? "PENDING" : "RUNNING";
}

/** When a run ends, as far as is known now; `Infinity` if it never does. */
export function endOf(script: Script, life: Life): number {
    if (life.ended !== undefined) return life.ended.at;
    if (!wasStopped(script, life)) return naturalEnd(script, life);
    return (life.stoppedAt ?? FOR_EVER) + (script.stoppingSeconds ?? FOR_EVER) * 1000;
}

/** Whether a stop took effect: it has none on a run that is over. */
function wasStopped(script: Script, life: Life): boolean {
    return life.stoppedAt !== undefined && life.stoppedAt < naturalEnd(script, life);
}

function naturalEnd({ pendingSeconds, runningSeconds }: Script, { createdAt }: Life): number {
    return createdAt + ((pendingSeconds ?? FOR_EVER) + (runningSeconds ?? FOR_EVER)) * 1000;
}
