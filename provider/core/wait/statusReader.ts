import type { CallOptions, Run, RunObservation } from "../../ccm";

export interface StatusOptions extends Pick<CallOptions, "onThrottled"> {
    /** By the clock: when the time is up; 10 min from now unless given. */
    readonly deadline?: number;
}

export interface PollRequest extends Pick<CallOptions, "onThrottled"> {
    /** How the run stands by what was seen of it. */
    readonly known: Run;
    /** How long it has been waited for, in milliseconds. */
    readonly waitedMs: number;
    /** By the clock: when the wait is over. */
    readonly limit: number;
}

/** Looks at runs. All throw a `CcmError` when neither `/status` nor the list of runs can tell. */
export interface StatusReader {
    /** How a run stands now: its own status is asked for. */
    readStatus(runId: string, options?: StatusOptions): Promise<RunObservation>;
    /**
     * How a run stands, where many may be asked for at once: then by a list that is 2 s old at the most and not known to lag
     * behind by more than that.
     *
     * @param known how it stands by what was seen of it
     */
    readBatch(known: Run, options?: StatusOptions): Promise<RunObservation>;
    /** How a run stands after the pause that is right for it, or before, when the answer comes for nothing. */
    poll(request: PollRequest): Promise<RunObservation>;
}
