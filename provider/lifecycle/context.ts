import type { CallOptions, CcmClient, CcmRun, CcmRunStatus, Clock, Random, Redact } from "../ccm";

/** Tells the person how it goes. Must never throw, and nothing may depend on it. */
export interface Report {
    /** Whether every line stays, because they go into a log and not on a row. */
    readonly linesStay: boolean;
    /** One short line that takes the place of the one before it. */
    progress(text: string): void;
    /** A line that stays. */
    info(text: string): void;
    warn(text: string): void;
}

/** What every operation on a resource, of any type, reaches out with. */
export interface Scene {
    /** Its `sleep` throws `Abandoned` once nobody waits for the operation any more. */
    readonly clock: Clock;
    readonly random: Random;
    readonly report: Report;
    /** Takes the secret inputs of the resource at hand out of a text. */
    readonly redact: Redact;
    /** Which resource it is, in this process and in the journal. */
    readonly urn: string;
}

/** What looking at a run needs of the service. */
export type WatchApi = Pick<CcmClient, "serverTime" | "runStatus" | "listRuns" | "newestRuns" | "runLogs" | "graph">;

/** What was seen of a run. */
export type Observation =
    | { readonly kind: "found"; readonly status: CcmRunStatus }
    /** Neither the orchestrator nor the list of runs knows it. */
    | { readonly kind: "gone" };

export interface LookWish {
    /** How the run stands by what was seen of it. */
    readonly known: CcmRun;
    /** How long it has been waited for, in milliseconds. */
    readonly waitedMs: number;
    /** By the clock: when the wait is over. */
    readonly limit: number;
    /** Told when the service refuses requests for their rate. */
    readonly onThrottled: () => void;
}

/** Looks at runs. All throw the error of `/status` when the list of runs does not help either. */
export interface Looks {
    /**
     * How a run stands now.
     *
     * @param options.deadline by the clock: when the time is up; 10 min from now unless given
     */
    now(runId: string, options?: Pick<CallOptions, "deadline" | "onThrottled">): Promise<Observation>;
    /**
     * How a run stands, or stood 2 s ago at the most, where many runs may be asked for at once.
     *
     * @param known how it stands by what was seen of it
     */
    among(known: CcmRun, options?: Pick<CallOptions, "deadline" | "onThrottled">): Promise<Observation>;
    /** How a run stands after the pause that is right for it, or before, when the answer comes for nothing. */
    next(wish: LookWish): Promise<Observation>;
}

/** Enough to look at a run and to wait for it. */
export interface RunScene extends Scene {
    readonly api: WatchApi;
    /** Shared by all operations of a process. */
    readonly looks: Looks;
}
