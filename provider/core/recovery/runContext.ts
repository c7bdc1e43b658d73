import type { CcmClient } from "../../ccm";
import type { StopContext } from "../wait/stopRun";
import type { RunOwnership } from "./runOwnership";
import type { StackStateReader } from "./stackState";
import type { Journal, Machine } from "./startRecord";

/** Dependencies of an operation on a run. */
export interface RunContext extends StopContext {
    readonly api: StopContext["api"] & Pick<CcmClient, "baseUrl" | "startRun">;
    readonly journal: Journal;
    readonly stackState: StackStateReader;
    readonly ownership: RunOwnership;
    readonly machine: Machine;
    /** Aborted once the engine that requested the operation has ended. */
    readonly signal: AbortSignal;
    /** Whether that engine is still running, checked now. */
    isListening(): Promise<boolean>;
}
