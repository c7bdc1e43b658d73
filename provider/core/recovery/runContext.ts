import type { CcmClient } from "../../ccm";
import type { WatchApi } from "../wait/observeRun";
import type { RunScene } from "../wait/statusReader";
import type { Starts } from "./runOwnership";
import type { Journal, Machine } from "./startRecord";

/** What the life of a run needs of the service. */
export type RunsApi = WatchApi & Pick<CcmClient, "baseUrl" | "startRun" | "stopRun">;

/** All that reaches out of the lifecycle floor, for one operation on one run. */
export interface Context extends RunScene {
    readonly api: RunsApi;
    readonly journal: Journal;
    readonly starts: Starts;
    readonly machine: Machine;
    /** Aborted once nobody waits for the operation any more. */
    readonly signal: AbortSignal;
    /** Whether somebody does, asked now. */
    isListening(): Promise<boolean>;
}
