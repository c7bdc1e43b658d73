import type { Output, ProviderResource, Resource } from "@pulumi/pulumi";
import { all, output, RunError } from "@pulumi/pulumi";
import { accountOf, OWN_ACCOUNT, thisProgram } from "./account";
import { WORKFLOW_RUN_TYPE } from "./dynamic/contract";
import type { LookupAnswer, LookupName } from "./dynamic/lookups";
import type { Account } from "./dynamic/programClients";
import { inClear } from "./inClear";

/** Whose account a lookup asks: that of `provider`, else of the parent's provider, else the stack's own. */
export interface LookupOptions {
    /** A `Provider` of this package. */
    provider?: ProviderResource;
    /** A component whose provider is asked. */
    parent?: Resource;
}

/** Asks CCM now. @throws RunError that names the function and says what to change */
export async function lookUp<N extends LookupName>(
    name: N,
    args: object,
    options: LookupOptions | undefined,
): Promise<LookupAnswer<N>> {
    return answer(name, args, await knownAccount(name, options), []);
}

/** The same once the arguments are known. */
export function lookUpOutput<N extends LookupName>(
    name: N,
    args: object,
    options: LookupOptions | undefined,
): Output<LookupAnswer<N>> {
    const account = accountFor(options);
    const known = output(args as Record<string, unknown>);
    const ask = async (given: object, whose: Account): Promise<LookupAnswer<N>> =>
        answer(name, given, whose, (await inClear({ args })).secrets);
    return account === undefined
        ? known.apply((given) => ask(given, OWN_ACCOUNT))
        : all([known, account]).apply(([given, whose]) => ask(given, whose));
}

/** The account, unless a preview does not know its settings yet. */
export async function knownAccount(name: string, options: LookupOptions | undefined): Promise<Account> {
    const account = accountFor(options);
    if (account === undefined) return OWN_ACCOUNT;
    const known = account.apply(() => true);
    const { values } = await inClear({ known });
    if (values["known"] !== true) {
        throw new RunError(`${name}: settings of its provider are not known yet in this preview; use ${name}Output`);
    }
    return new Promise((resolve) => account.apply(resolve));
}

function accountFor(options: LookupOptions | undefined): Output<Account> | undefined {
    const provider = options?.provider ?? options?.parent?.getProvider(WORKFLOW_RUN_TYPE);
    return provider === undefined ? undefined : accountOf(provider);
}

async function answer<N extends LookupName>(
    name: N,
    args: object,
    account: Account,
    secrets: readonly unknown[],
): Promise<LookupAnswer<N>> {
    const program = thisProgram();
    // Loads the HTTP client and the schemas.
    const { lookUp: look } = await import("./dynamic/lookups.js");
    try {
        return await look(name, program, account, args as Record<string, unknown>, secrets);
    } catch (error) {
        throw new RunError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
}
