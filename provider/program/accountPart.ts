/** Whose CCM a program asks: that of the stack's configuration and the environment, or that of a `Provider` resource. */
export interface Account {
    /** The `Provider` resource; `undefined` for the stack's own. */
    readonly provider: object | undefined;
    readonly readConfig: (key: string) => string | undefined;
}

/** What a program may ask CCM, by the name of the function it asks with. */
export type LookupName =
    | "getCluster"
    | "getClusters"
    | "getWorkflowGraph"
    | "getWorkflowRun"
    | "getWorkflowRuns"
    | "getWorkflowRunLogs";
