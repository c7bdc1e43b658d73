import { Config, output, ProviderResource, secret } from "@pulumi/pulumi";
import type { Output, ResourceOptions } from "@pulumi/pulumi";
import {
    CONFIG_NAMESPACE,
    CREDENTIAL_NAMES,
    credentialProblem,
    JOURNAL_DIR,
    OTHER_NAMES,
    PROVIDER_NAME_KEY,
    SETTING_NAMES,
} from "../contract/settingNames";
import type { ProviderArgs } from "./ProviderArgs";
import { isProvider, keepConfiguration } from "./account";
import { programLog } from "./programLog";
import { toUserError, userError } from "./userError";

/** Parts of a credential that are not secret. */
const NOT_SECRET: readonly string[] = ["appId", "username", "accountId"];

/** Arguments in addition to `SETTING_NAMES`. */
const OWN_ARGUMENTS = ["preflight"] as const;

type Args = Readonly<Record<string, unknown>>;

/**
 * A CCM account for resources and lookups that do not use the stack's own: pass it as `{ provider }` in their options
 * or in those of a component around them. Each `Provider` has its own plugin process, token and rate limit.
 *
 * Arguments take precedence over the stack's configuration, and that over the environment. A credential is never
 * combined from two of these sources.
 *
 * @example
 * ```ts
 * const west = new ccm.Provider("west", {
 *     endpoint: "https://ccm.example.com",
 *     token: config.requireSecret("westToken"),
 * });
 * const cluster = ccm.getClusterOutput({ name: "aks-west" }, { provider: west });
 * ```
 */
export class Provider extends ProviderResource {
    /** Returns true if `obj` is a `Provider` of this package, even if another copy of it created the object. */
    static override isInstance(obj: unknown): obj is Provider {
        return ProviderResource.isInstance(obj) && isProvider(obj);
    }

    /** @throws RunError if a credential is incomplete, if there is more than one, or if an argument is unknown */
    constructor(name: string, args: ProviderArgs = {}, opts?: ResourceOptions) {
        const given = args as Args;
        refuseMistakes(name, given);
        const configuration = configurationOf(name, given);
        try {
            super("pulumi-nodejs", name, configuration, opts);
        } catch (error) {
            throw toUserError(`Provider ${name}`, error);
        }
        keepConfiguration(this, output(configuration));
        const mix = mixNotice(given);
        if (mix !== undefined) void programLog.info(`Provider ${name}: ${mix}`, this);
    }
}

const isGiven = (args: Args, name: string) => args[name] !== undefined && args[name] !== null;

function refuseMistakes(provider: string, args: Args): void {
    const known: readonly string[] = [...SETTING_NAMES, ...OWN_ARGUMENTS];
    const unknown = Object.keys(args).filter((name) => !known.includes(name));
    const problem =
        unknown.length > 0
            ? `${unknown.join(", ")} is not a known argument; known arguments: ${known.join(", ")}`
            : hasCredential(args)
              ? credentialProblem((name) => isGiven(args, name), String)
              : undefined;
    if (problem !== undefined) throw userError(`Provider ${provider}: ${problem}`);
}

function hasCredential(args: Args): boolean {
    return CREDENTIAL_NAMES.some((name) => isGiven(args, name));
}

/** Notice for the user if the credential and the endpoint come from different sources. */
function mixNotice(args: Args): string | undefined {
    const ofArguments = hasCredential(args);
    const stackHasEndpoint = ofStack("endpoint") !== undefined;
    if (ofArguments && !isGiven(args, "endpoint") && stackHasEndpoint) {
        return "its credential is sent to the endpoint of the stack's configuration";
    }
    if (!ofArguments && isGiven(args, "endpoint") && CREDENTIAL_NAMES.some((name) => ofStack(name) !== undefined)) {
        return "the credential of the stack's configuration is sent to its endpoint";
    }
    return undefined;
}

function configurationOf(provider: string, args: Args): Record<string, Output<string | undefined> | string> {
    const isOwn = hasCredential(args);
    const credential = CREDENTIAL_NAMES.map((name) => {
        if (!isOwn) return [name, ofStack(name)] as const;
        if (!isGiven(args, name)) return [name, undefined] as const;
        const value = name === "accountId" ? toOutput(args[name]) : notEmpty(provider, name, args[name]);
        return [name, NOT_SECRET.includes(name) ? value : secret(value)] as const;
    });
    const others = [...OTHER_NAMES, ...OWN_ARGUMENTS, JOURNAL_DIR.key].map((name) => {
        // `tokenUrl` belongs to the credential: a key must not be sent to the token endpoint of another account.
        const stack = name === "tokenUrl" && isOwn ? undefined : ofStack(name);
        return [name, isGiven(args, name) ? toOutput(args[name]).apply((value) => value ?? stack) : stack] as const;
    });
    const given = [...credential, ...others].filter(([, value]) => value !== undefined);
    return {
        ...Object.fromEntries(given.map(([name, value]) => [`${CONFIG_NAMESPACE}:${name}`, asText(value)])),
        [PROVIDER_NAME_KEY]: provider,
    };
}

/** Rejects an empty part of a credential: a fallback to another source would select another account. */
function notEmpty(provider: string, name: string, value: unknown): Output<unknown> {
    return toOutput(value).apply((known) => {
        if (known === undefined || known === null || known === "") {
            throw userError(`Provider ${provider}: ${name} must not be empty`);
        }
        return known;
    });
}

/** A setting of the stack, always as a secret: the program cannot tell whether it was set as one. */
function ofStack(name: string): Output<string> | undefined {
    return new Config(CONFIG_NAMESPACE).getSecret(name);
}

/** Converts a value to text, as configuration requires. */
function asText(value: unknown): Output<string | undefined> {
    return toOutput(value).apply((text) => (text === undefined || text === null ? undefined : String(text)));
}

function toOutput(value: unknown): Output<string | number | boolean | null | undefined> {
    return output(value) as Output<string | number | boolean | null | undefined>;
}
