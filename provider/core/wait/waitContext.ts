import type { CcmClient } from "../../ccm";
import type { OperationContext } from "../context";
import type { StatusApi } from "./observeRun";
import type { StatusReader } from "./statusReader";

/** Context for reading a run's status and waiting for it. */
export interface WaitContext extends OperationContext {
    readonly api: StatusApi & Pick<CcmClient, "serverTime" | "runLogs" | "graph" | "listGraphs">;
    /** Shared by all operations of a process. */
    readonly statusReader: StatusReader;
}
