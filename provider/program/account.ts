import { runtime, unsecret } from "@pulumi/pulumi";
import type { Output, ProviderResource } from "@pulumi/pulumi";
import { userError } from "./userError";

/** Marks a `Provider`. A global symbol, so that a `Provider` of another copy of the package is recognized. */
const CONFIGURATION = Symbol.for("pulumi-fortanix-ccm.configuration");

/** Configuration of a `Provider`, by full key. */
export type AccountConfiguration = Readonly<Record<string, string | undefined>>;

interface Configured {
    [CONFIGURATION]?: Output<AccountConfiguration>;
}

export function keepConfiguration(provider: ProviderResource, configuration: Output<AccountConfiguration>): void {
    (provider as Configured)[CONFIGURATION] = configuration;
}

/** Whether a provider is a `Provider` of this package. */
export function isProvider(provider: ProviderResource): boolean {
    return (provider as Configured)[CONFIGURATION] !== undefined;
}

/** An object that identifies the running program: one process may run several in sequence. */
export function thisProgram(): object {
    return runtime.getStackResource() ?? process;
}

export const DEFAULT_ACCOUNT: Account = { provider: undefined, readConfig: runtime.getConfig };

/**
 * The account of a provider; an output, because its settings may come from other resources. The output is not secret,
 * so that results of lookups are not secret only because a token was used.
 *
 * @throws RunError if `provider` is not a `Provider` of this package
 */
export function accountOf(provider: ProviderResource): Output<Account> {
    const configuration = (provider as Configured)[CONFIGURATION];
    if (configuration === undefined) {
        throw userError("the option provider must be a Provider of pulumi-fortanix-ccm");
    }
    const toAccount = (values: AccountConfiguration): Account => ({ provider, readConfig: (key) => values[key] });
    return unsecret<AccountConfiguration>(configuration).apply(toAccount);
}

/** Account used by a program: that of the stack's configuration and the environment, or that of a `Provider`. */
export interface Account {
    /** The `Provider` resource; `undefined` for the stack's own account. */
    readonly provider: object | undefined;
    readonly readConfig: (key: string) => string | undefined;
}

/** Names of the lookup functions. */
export type LookupName =
    | "getCluster"
    | "getClusters"
    | "getWorkflowGraph"
    | "getWorkflowGraphs"
    | "getWorkflowRun"
    | "getWorkflowRuns"
    | "getWorkflowRunLogs";
