import type { Clock, Random } from "../ccm";

/** Reports progress to the user. Methods must never throw, and nothing may depend on them. */
export interface Report {
    /** Whether every line is kept, because output goes to a log instead of a status row. */
    readonly keepsEveryLine: boolean;
    /** Shows one short line, which replaces the previous one. */
    progress(text: string): void;
    /** Logs a line that is kept. */
    info(text: string): void;
    warn(text: string): void;
}

/** Dependencies of an operation on a resource of any type. */
export interface OperationContext {
    /** Its `sleep` throws `AbortError` once the engine that requested the operation has ended. */
    readonly clock: Clock;
    readonly random: Random;
    readonly report: Report;
    /** Sanitizes a text of the service for output and state: no secrets, no terminal or CI commands. */
    readonly shown: (text: string) => string;
    /** Resolves once `shown` masks every secret that `said`, a response about the resource, may contain. */
    knowSecrets(said: unknown): Promise<void>;
    /** Whether the program marks an output as secret (`additionalSecretOutputs`), as far as can be determined. */
    isSecretOutput(name: string): Promise<boolean>;
    /** Identifies the resource in this process and in the journal. */
    readonly urn: string;
}
