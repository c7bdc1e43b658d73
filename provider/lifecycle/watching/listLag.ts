import type { CcmRun, RunStatus } from "../../ccm";
import { isBehind } from "./decideLook";

/** What `/status` has told of a run. */
interface Told {
    readonly status: RunStatus;
    /** By the clock: when it was told first, and last. */
    readonly since: number;
    readonly last: number;
}

/**
 * How far the list of runs lags behind what `/status` tells, as far as the two have been seen to differ. That they have not
 * differed lately is no proof that the list has caught up, so what was seen counts until the list knows something newer than
 * a `/status` of a moment ago.
 */
export class ListLag {
    private lagMs = 0;
    private readonly told = new Map<string, Told>();

    /** In milliseconds; 0 until one has been seen. */
    get ms(): number {
        return this.lagMs;
    }

    /** `/status` has told how a run stands. */
    tell({ run_id, run_status: status }: CcmRun, now: number): void {
        const before = this.told.get(run_id);
        this.told.set(run_id, { status, since: before?.status === status ? before.since : now, last: now });
    }

    /** What `/status` told last of a run, unless the list has known better since. */
    statusOf(runId: string): RunStatus | undefined {
        return this.told.get(runId)?.status;
    }

    /**
     * The list has been read.
     *
     * @param askedAt by the clock: all that was told before should be in it
     * @param sampled the runs whose status was asked for just before, and when they had been looked at before that: what was
     * told of them anew may have come as long ago
     */
    measure(
        runs: ReadonlyMap<string, CcmRun>,
        askedAt: number,
        sampled: ReadonlyMap<string, number> = new Map(),
    ): void {
        let [atLeast, atMost] = [0, Infinity];
        for (const [runId, { status, since, last }] of this.told) {
            const listed = runs.get(runId)?.run_status;
            // What was told while the list was read proves nothing.
            if (listed === undefined || last > askedAt) continue;
            if (isBehind(listed, status)) {
                atLeast = Math.max(atLeast, askedAt - Math.min(since, sampled.get(runId) ?? since));
            } else if (isBehind(status, listed)) {
                atMost = Math.min(atMost, askedAt - last);
                this.told.delete(runId);
            }
        }
        this.lagMs = Math.max(atLeast, Math.min(this.lagMs, atMost));
    }
}
