import type { CallOptions, Run, RunObservation } from "../../ccm";

export interface StatusOptions extends Pick<CallOptions, "onThrottled"> {
    /** By the clock: no request is repeated later. @default 10 min from now */
    readonly deadline?: number;
}

export interface PollRequest extends Pick<CallOptions, "onThrottled"> {
    /** The run as last known. */
    readonly known: Run;
    /** How long it has been waited for, in milliseconds. */
    readonly waitedMs: number;
    /** By the clock: when the wait ends; the run is polled by then at the latest. */
    readonly limit: number;
}

/** Reads the status of runs. All methods throw a `CcmError` if neither `/status` nor the list of runs has it. */
export interface StatusReader {
    /** Reads a run's status with its own request. */
    readStatus(runId: string, options?: StatusOptions): Promise<RunObservation>;
    /**
     * Reads the status of one of possibly many runs: if many are read at once, from a list that is at most 2 s old and shows
     * the run unchanged. The list may lag.
     *
     * @param known the run as last known
     */
    readBatch(known: Run, options?: StatusOptions): Promise<RunObservation>;
    /** Reads a run's status after the interval for its wait, or earlier if the list shows a change. */
    poll(request: PollRequest): Promise<RunObservation>;
}
