import type { CcmRun, RunStatus } from "../../ccm";
import { isBehind } from "./decideLook";

/**
 * How far the list of runs lags behind what `/status` tells, as far as the two have been seen to differ. That they have not
 * differed lately is no proof that the list has caught up, so what was seen fades, by half with each list.
 */
export class ListLag {
    private lagMs = 0;
    /** What `/status` has told and the list has not shown since: the status, and when it was first told. */
    private readonly told = new Map<string, { readonly status: RunStatus; readonly since: number }>();

    /** In milliseconds; 0 until one has been seen. */
    get ms(): number {
        return this.lagMs;
    }

    /** `/status` has told how a run stands. */
    tell({ run_id, run_status }: CcmRun, now: number): void {
        if (this.told.get(run_id)?.status === run_status) return;
        this.told.set(run_id, { status: run_status, since: now });
    }

    /** What `/status` told last of a run that the list has not caught up with. */
    statusOf(runId: string): RunStatus | undefined {
        return this.told.get(runId)?.status;
    }

    /**
     * The list has been read.
     *
     * @param askedAt by the clock: all that was told before should be in it
     * @param sampled the run whose status was asked for just before, and when it had been looked at last: what was told of it
     * anew may have come as long ago as that
     */
    measure(
        runs: ReadonlyMap<string, CcmRun>,
        askedAt: number,
        sampled?: { readonly runId: string; readonly pauseMs: number },
    ): void {
        this.lagMs /= 2;
        for (const [runId, { status, since }] of this.told) {
            const listed = runs.get(runId);
            if (listed === undefined || !isBehind(listed.run_status, status)) {
                this.told.delete(runId);
                continue;
            }
            const atMost = runId === sampled?.runId ? sampled.pauseMs : 0;
            this.lagMs = Math.max(this.lagMs, askedAt - since, atMost);
        }
    }
}
