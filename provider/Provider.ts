import type { Output, ResourceOptions } from "@pulumi/pulumi";
import { Config, output, ProviderResource, RunError, secret } from "@pulumi/pulumi";
import { keepConfiguration } from "./account";
import { CREDENTIAL_NAMES, credentialProblem } from "./ccm/credentialParts";
import { CONFIG_NAMESPACE, PROVIDER_NAME_KEY } from "./dynamic/contract";
import { JOURNAL_DIR } from "./dynamic/journalFolder";
import type { ProviderArgs } from "./ProviderArgs";

const PLAIN_SETTINGS = [
    "endpoint",
    "apiPrefix",
    "authHeader",
    "tokenUrl",
    "caFile",
    "maxRequestsPerSecond",
    "preflight",
];

/** Those of a credential that may be seen. */
const NOT_SECRET: readonly string[] = ["appId", "username", "accountId"];

/**
 * A CCM account, for resources and lookups that are not to be made with the stack's own: `{ provider }` in their options,
 * or in those of a component around them. Each has a process, a token and a request budget of its own.
 *
 * Arguments go before the stack's configuration, and that before the environment. A credential is taken whole from one
 * of them.
 */
export class Provider extends ProviderResource {
    /** @throws RunError for half a credential, or more than one */
    constructor(name: string, args: ProviderArgs = {}, options?: ResourceOptions) {
        const configuration = configurationOf(name, args as Readonly<Record<string, unknown>>);
        super("pulumi-nodejs", name, configuration, options);
        keepConfiguration(this, output(configuration));
    }
}

function configurationOf(
    provider: string,
    args: Readonly<Record<string, unknown>>,
): Record<string, Output<string | undefined> | string> {
    const isGiven = (name: string) => args[name] !== undefined && args[name] !== null;
    const hasCredential = CREDENTIAL_NAMES.some(isGiven);
    const problem = hasCredential ? credentialProblem(isGiven, (name) => name) : undefined;
    if (problem !== undefined) throw new RunError(`Provider ${provider}: ${problem}`);
    const credential = CREDENTIAL_NAMES.map((name) => {
        const value = hasCredential ? args[name] : ofStack(name);
        const part = hasCredential && isGiven(name) && name !== "accountId" ? notEmpty(provider, name, value) : value;
        return [name, part !== undefined && !NOT_SECRET.includes(name) ? secret(part) : part] as const;
    });
    const plain = [...PLAIN_SETTINGS, JOURNAL_DIR.key].map((name) => [name, args[name] ?? ofStack(name)] as const);
    const given = [...credential, ...plain].filter(([, value]) => value !== undefined && value !== null);
    return {
        ...Object.fromEntries(given.map(([name, value]) => [`${CONFIG_NAMESPACE}:${name}`, asText(value)])),
        [PROVIDER_NAME_KEY]: provider,
    };
}

/** What is given but empty must not be made good by another source: that would be another account. */
function notEmpty(provider: string, name: string, value: unknown): Output<unknown> {
    return toOutput(value).apply((known) => {
        if (known === undefined || known === null || known === "") {
            throw new RunError(`Provider ${provider}: ${name} is given, and it is empty`);
        }
        return known;
    });
}

/** As a secret, whatever it is: the program cannot tell whether it was set as one. */
function ofStack(name: string): Output<string> | undefined {
    return new Config(CONFIG_NAMESPACE).getSecret(name);
}

/** Configuration is text. */
function asText(value: unknown): Output<string | undefined> {
    return toOutput(value).apply((text) => (text === undefined || text === null ? undefined : String(text)));
}

function toOutput(value: unknown): Output<string | number | boolean | null | undefined> {
    return output(value) as Output<string | number | boolean | null | undefined>;
}
