import { runtime, unsecret } from "@pulumi/pulumi";
import type { Output, ProviderResource } from "@pulumi/pulumi";
import { userError } from "./userError";

/** By this a `Provider` is known, also one of another copy of the package. */
const CONFIGURATION = Symbol.for("pulumi-fortanix-ccm.configuration");

/** The provider's configuration, by full key. */
export type AccountConfiguration = Readonly<Record<string, string | undefined>>;

interface Configured {
    [CONFIGURATION]?: Output<AccountConfiguration>;
}

export function keepConfiguration(provider: ProviderResource, configuration: Output<AccountConfiguration>): void {
    (provider as Configured)[CONFIGURATION] = configuration;
}

/** Whether it is a `Provider` of this package. */
export function isProvider(provider: ProviderResource): boolean {
    return (provider as Configured)[CONFIGURATION] !== undefined;
}

/** An object that stands for the running program: one process may run several, one after another. */
export function thisProgram(): object {
    return runtime.getStackResource() ?? process;
}

export const DEFAULT_ACCOUNT: Account = { provider: undefined, readConfig: runtime.getConfig };

/**
 * The account that a provider stands for; an output, because its settings may come from other resources. Not secret
 * itself: what is found out with a token is not secret for that.
 *
 * @throws RunError for a provider that is no `Provider` of this package
 */
export function accountOf(provider: ProviderResource): Output<Account> {
    const configuration = (provider as Configured)[CONFIGURATION];
    if (configuration === undefined) {
        throw userError("the option provider must be a Provider of pulumi-fortanix-ccm");
    }
    const toAccount = (values: AccountConfiguration): Account => ({ provider, readConfig: (key) => values[key] });
    return unsecret<AccountConfiguration>(configuration).apply(toAccount);
}

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
    | "getWorkflowGraphs"
    | "getWorkflowRun"
    | "getWorkflowRuns"
    | "getWorkflowRunLogs";
