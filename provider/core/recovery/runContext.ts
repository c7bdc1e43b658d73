import type { CcmClient } from "../../ccm";
import type { StopContext } from "../wait/stopRun";
import type { RunOwnership } from "./runOwnership";
import type { StackStateReader } from "./stackState";
import type { Journal, Machine } from "./startRecord";

/** What an operation on a run needs from outside. */
export interface RunContext extends StopContext {
    readonly api: StopContext["api"] & Pick<CcmClient, "baseUrl" | "startRun">;
    readonly journal: Journal;
    readonly stackState: StackStateReader;
    readonly ownership: RunOwnership;
    readonly machine: Machine;
    /** Aborted once nobody waits for the operation any more. */
    readonly signal: AbortSignal;
    /** Whether somebody does, asked now. */
    isListening(): Promise<boolean>;
}
