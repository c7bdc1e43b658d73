/** How a run may be ended from outside. */
export const ENDINGS = ["SUCCEEDED", "FAILED", "TERMINATED"] as const;
export type Ending = (typeof ENDINGS)[number];

export type RunStatus = "PENDING" | "RUNNING" | "FAILED" | "SUCCEEDED" | "TERMINATING" | "TERMINATED" | "UNKNOWN";

/** What becomes of runs, in seconds of the simulated clock. `null` means "for ever". */
export interface Script {
    /** PENDING for so long. */
    readonly pendingSeconds: number | null;
    /** Then RUNNING for so long. */
    readonly runningSeconds: number | null;
    /** Then this. */
    readonly outcome: "SUCCEEDED" | "FAILED";
    /** Why it failed, as the orchestrator would say. */
    readonly reason?: string;
    /** What is said of the orchestrator's object, while it runs and afterwards, by its name: `reason` alone unless given. */
    readonly generic?: Readonly<Record<string, unknown>>;
    /** The same of the logs: where their lines come from, unless given. */
    readonly logsGeneric?: Readonly<Record<string, unknown>>;
    /** By runtime configuration id; `""` is what a request without an id gets. */
    readonly logs?: Readonly<Record<string, string>>;
    /** The service says UNKNOWN from `afterSeconds` on, `forSeconds` long. */
    readonly unknown?: { readonly afterSeconds: number; readonly forSeconds: number | null };
    /** TERMINATING for so long after a stop. */
    readonly stoppingSeconds: number | null;
    /** The record is dropped so long after the end. */
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
    /** Ended from outside, by the control API. */
    readonly ended?: { readonly status: Ending; readonly at: number };
}

const FOR_EVER = Infinity;

/** How a run stands at a moment. Pure: a life is never stored, only looked at. */
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

/** When a run is over, as far as is known now; `Infinity` when it is not going to be. */
export function endOf(script: Script, life: Life): number {
    if (life.ended !== undefined) return life.ended.at;
    if (!wasStopped(script, life)) return naturalEnd(script, life);
    return (life.stoppedAt ?? FOR_EVER) + (script.stoppingSeconds ?? FOR_EVER) * 1000;
}

/** A stop only counts for a run that was not over yet. */
function wasStopped(script: Script, life: Life): boolean {
    return life.stoppedAt !== undefined && life.stoppedAt < naturalEnd(script, life);
}

function naturalEnd({ pendingSeconds, runningSeconds }: Script, { createdAt }: Life): number {
    return createdAt + ((pendingSeconds ?? FOR_EVER) + (runningSeconds ?? FOR_EVER)) * 1000;
}
