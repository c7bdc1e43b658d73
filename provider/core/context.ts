import type { Clock, Random } from "../ccm";

/** Tells the person how it goes. Must never throw, and nothing may depend on it. */
export interface Report {
    /** Whether every line stays, because they go into a log and not on a row. */
    readonly keepsEveryLine: boolean;
    /** One short line that takes the place of the one before it. */
    progress(text: string): void;
    /** A line that stays. */
    info(text: string): void;
    warn(text: string): void;
}

/** What every operation on a resource, of any type, reaches out with. */
export interface OperationContext {
    /** Its `sleep` throws `AbortError` once nobody waits for the operation any more. */
    readonly clock: Clock;
    readonly random: Random;
    readonly report: Report;
    /** A text of the service as people and the state may have it: without secrets, and without anything that is obeyed. */
    readonly shown: (text: string) => string;
    /** Resolves once `shown` knows all that may be secret in what the service has said of the resource. */
    knowSecrets(said: unknown): Promise<void>;
    /** Whether the program has made an output of the resource a secret (`additionalSecretOutputs`), as far as that can be told. */
    isSecretOutput(name: string): Promise<boolean>;
    /** Which resource it is, in this process and in the journal. */
    readonly urn: string;
}
