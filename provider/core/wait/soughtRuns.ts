import type { CcmRun, Clock } from "../../ccm";
import type { LookApi } from "./observeRun";

/** A run that only the list can show is worth so long, in milliseconds: an account may have many. */
const SEEK_LIMIT_MS = 60_000;

/** Runs whose status is not to be had: the list is read once for all who look for one of them meanwhile. */
export class SoughtRuns {
    private readonly sought = new Set<string>();
    private reading: ReturnType<SoughtRuns["read"]> | undefined;

    constructor(
        private readonly api: Pick<LookApi, "listRuns">,
        private readonly clock: Pick<Clock, "now">,
    ) {}

    /** `undefined` when the list does not show it. */
    async find(runId: string): Promise<CcmRun | undefined> {
        this.sought.add(runId);
        this.reading ??= this.read().finally(() => {
            this.reading = undefined;
            this.sought.clear();
        });
        const { runs, isWhole } = await this.reading;
        const run = runs.get(runId);
        // Who came as it ended was not looked for.
        return run === undefined && !isWhole ? this.find(runId) : run;
    }

    /** In the order of ids, which neither moves nor skips: that a run is not there has to be a proof. */
    private async read() {
        const runs = new Map<string, CcmRun>();
        for await (const run of this.api.listRuns({ deadline: this.clock.now() + SEEK_LIMIT_MS })) {
            runs.set(run.run_id, run);
            this.sought.delete(run.run_id);
            if (this.sought.size === 0) return { runs, isWhole: false };
        }
        return { runs, isWhole: true };
    }
}
