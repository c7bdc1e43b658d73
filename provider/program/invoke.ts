import { all, output } from "@pulumi/pulumi";
import type { Output, ProviderResource, Resource } from "@pulumi/pulumi";
import { WORKFLOW_RUN_TYPE } from "../contract/resources";
import { accountOf, isProvider, DEFAULT_ACCOUNT, thisProgram } from "./account";
import type { Account, LookupName } from "./account";
import { askMocks, isMocked } from "./mockedLookups";
import { unwrapSecrets } from "./unwrapSecrets";
import { toUserError, userError } from "./userError";

/** Options that select the account of a lookup: `provider`, else the `Provider` of `parent`, else the stack's own. */
export interface LookupOptions {
    /** A `Provider` of this package. */
    provider?: ProviderResource | undefined;
    /** A component whose `Provider` is used. */
    parent?: Resource | undefined;
}

/**
 * Performs a lookup whose arguments are known.
 *
 * @throws RunError that names the function and says what to change
 */
export async function lookUp<T extends object>(
    name: LookupName,
    args: object,
    options: LookupOptions | undefined,
): Promise<T> {
    return answer(name, args, await knownAccount(name, options, `${name}Output`), () => Promise.resolve([]));
}

/** Performs a lookup as soon as its arguments are known. */
export function lookUpOutput<T extends object>(
    name: LookupName,
    args: object,
    options: LookupOptions | undefined,
): Output<T> {
    const account = accountFor(name, options);
    const known = output(args as Record<string, unknown>);
    const secretsOf = async () => (await unwrapSecrets({ args })).secrets;
    const ask = (given: object, whose: Account) => answer<T>(name, given, whose, secretsOf);
    return account === undefined
        ? known.apply((given) => ask(given, DEFAULT_ACCOUNT))
        : all([known, account]).apply(([given, whose]) => ask(given, whose));
}

/**
 * The account of a lookup.
 *
 * @param instead function that the error suggests
 * @throws RunError if settings of the account are not known yet in a preview
 */
export async function knownAccount(
    name: string,
    options: LookupOptions | undefined,
    instead: string,
): Promise<Account> {
    const account = accountFor(name, options);
    if (account === undefined) return DEFAULT_ACCOUNT;
    const { values } = await unwrapSecrets({ known: account.apply(() => true) });
    if (values["known"] !== true) {
        throw userError(`${name}: settings of its provider are not known yet in this preview; use ${instead}`);
    }
    return new Promise((resolve) => account.apply(resolve));
}

function accountFor(name: string, options: LookupOptions | undefined): Output<Account> | undefined {
    try {
        if (options?.provider !== undefined) return accountOf(options.provider);
        // Any dynamic resource may have a provider; one of another package does not select a CCM account.
        const inherited = options?.parent?.getProvider(WORKFLOW_RUN_TYPE);
        return inherited !== undefined && isProvider(inherited) ? accountOf(inherited) : undefined;
    } catch (error) {
        throw toUserError(name, error);
    }
}

async function answer<T extends object>(
    name: LookupName,
    args: object,
    account: Account,
    secretsOf: () => Promise<readonly unknown[]>,
): Promise<T> {
    // JavaScript programs may omit the arguments.
    const given = (args as Record<string, unknown> | undefined) ?? {};
    if (isMocked()) return named(name, () => askMocks(name, given)) as Promise<T>;
    const program = thisProgram();
    // Loads the HTTP client and the schemas.
    const { lookUp: ask } = await import("./queries.js");
    return named(name, () => ask(name, program, account, given, secretsOf)) as Promise<T>;
}

/** Calls `ask` and converts errors to ones that Pulumi prints without a stack trace. */
export async function named<T>(name: string, ask: () => T | Promise<T>): Promise<T> {
    try {
        return await ask();
    } catch (error) {
        throw toUserError(name, error);
    }
}
