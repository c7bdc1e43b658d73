import type { CcmClient } from "../../ccm";
import type { WaitApi } from "../wait/observeRun";
import type { WaitContext } from "../wait/statusReader";
import type { RunOwnership } from "./runOwnership";
import type { Journal, Machine } from "./startRecord";

/** What the life of a run needs of the service. */
export type RunsApi = WaitApi & Pick<CcmClient, "baseUrl" | "startRun" | "stopRun">;

/** What an operation on a run needs from outside. */
export interface RunContext extends WaitContext {
    readonly api: RunsApi;
    readonly journal: Journal;
    readonly ownership: RunOwnership;
    readonly machine: Machine;
    /** Aborted once nobody waits for the operation any more. */
    readonly signal: AbortSignal;
    /** Whether somebody does, asked now. */
    isListening(): Promise<boolean>;
}
