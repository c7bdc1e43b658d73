import type { CcmClient, Clock, Random, Redact } from "../ccm";

/** The operations of the service that the life of a run needs. */
export type RunsApi = Pick<CcmClient, "startRun" | "runStatus" | "stopRun" | "listRuns">;

/** Tells the person how it goes. Must never throw, and nothing may depend on it. */
export interface Report {
    /** One short line that takes the place of the one before it. */
    progress(text: string): void;
    /** A line that stays. */
    info(text: string): void;
    warn(text: string): void;
}

/** All that reaches out of the lifecycle floor. */
export interface Context {
    readonly api: RunsApi;
    readonly clock: Clock;
    readonly random: Random;
    readonly report: Report;
    /** Takes the secret inputs of the resource at hand out of a text. */
    readonly redact: Redact;
}
