import type { Run } from "../../ccm";
import type { RunStatus } from "../../contract/runStatus";
import { isBehind } from "./decidePoll";

/** What `/status` has told of a run. */
interface Reported {
    readonly status: RunStatus;
    /** By the clock: when it was told first ... */
    readonly since: number;
    /** ... and when it was asked for last. */
    readonly askedAt: number;
}

/** A run whose status was asked for by chance. */
export interface Sampled {
    readonly runId: string;
    /** By the clock: how it stood before is known from then. What was told of it anew may have come as long ago as that. */
    readonly knownAt: number;
}

/**
 * How far the list of runs lags behind what `/status` tells, as far as the two have been seen to differ. That they have not
 * differed lately is no proof that the list has caught up, so what was seen counts until the list knows something newer than
 * a `/status` of a moment ago.
 */
export class ListLag {
    private lagMs = 0;
    private readonly reported = new Map<string, Reported>();

    /** In milliseconds; 0 until one has been seen. */
    get ms(): number {
        return this.lagMs;
    }

    /** `/status` has told how a run stands; `askedAt` and `now` by the clock. */
    record({ runId, status }: Run, askedAt: number, now: number): void {
        const before = this.reported.get(runId);
        this.reported.set(runId, { status, since: before?.status === status ? before.since : now, askedAt });
    }

    /** What `/status` told last of a run, unless the list has known better since. */
    statusOf(runId: string): RunStatus | undefined {
        return this.reported.get(runId)?.status;
    }

    /**
     * The list has been read.
     *
     * @param askedAt by the clock: all that was told before should be in it
     * @param readAt by the clock: it holds nothing that happened later
     * @param sampled the run whose status was asked for just before
     */
    measure(runs: ReadonlyMap<string, Run>, askedAt: number, readAt: number, sampled?: Sampled): void {
        let [atLeast, atMost] = [0, Infinity];
        for (const [runId, reported] of this.reported) {
            const listed = runs.get(runId)?.status;
            if (listed === undefined) continue;
            // What was told first while the list was read proves nothing.
            if (isBehind(listed, reported.status) && reported.since <= askedAt) {
                atLeast = Math.max(
                    atLeast,
                    askedAt - (runId === sampled?.runId ? Math.min(reported.since, sampled.knownAt) : reported.since),
                );
            }
            if (isBehind(reported.status, listed)) {
                atMost = Math.min(atMost, readAt - reported.askedAt);
                this.reported.delete(runId);
            }
        }
        this.lagMs = Math.max(atLeast, Math.min(this.lagMs, atMost));
    }
}
