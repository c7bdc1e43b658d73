import { validateHeaderValue } from "node:http";
import { z } from "zod";
import {
    CONFIG_NAMESPACE,
    CREDENTIAL_NAMES,
    credentialProblem,
    environmentName,
    PROVIDER_NAME_KEY,
    SETTING_NAMES,
    type SettingName,
} from "../contract/settingNames";
import { CcmSettingsError } from "./errors";
import {
    baseUrlOf,
    type CcmDeployment,
    deploymentOf,
    DEPLOYMENTS,
    toEndpoint,
    tokenUrlOf,
    toServiceUrl,
    withoutSlashes,
} from "./serviceAddress";

/** Address, credential and connection options, as the user writes them; see `parseSettings`. */
export interface RawSettings extends Partial<Record<SettingName, string | undefined>> {
    /** Base URL. `http:` is accepted for this machine only. @default `https://ccm.fortanix.com` */
    endpoint?: string | undefined;
    /** `"armor"` or `"standalone"`. @default derived from host and prefix */
    deployment?: string | undefined;
    /** Path between host and operations (Armor) or their `/v1`, for gateways. @default Armor's on Armor, else none */
    apiPrefix?: string | undefined;
    /** Header that carries the token. @default detected */
    authHeader?: string | undefined;
    token?: string | undefined;
    appId?: string | undefined;
    apiKey?: string | undefined;
    username?: string | undefined;
    password?: string | undefined;
    /** With `username`: the account to select after logging in. */
    accountId?: string | undefined;
    /** With `appId`: URL that issues tokens. @default `{endpoint}/api/v1/iam/session/oauth2/token` */
    tokenUrl?: string | undefined;
    /** A PEM file with further certificate authorities to trust; see `trustedCertificates`. */
    caFile?: string | undefined;
    /** Maximum requests per second of one process, 0.1 to 1000. @default 20 */
    maxRequestsPerSecond?: string | undefined;
}

export type Credential =
    | { kind: "token"; token: string }
    | { kind: "clientCredentials"; appId: string; apiKey: string; tokenUrl: URL }
    | { kind: "password"; username: string; password: string; accountId: string | undefined };

export interface Settings {
    /** URL prefix of all operations, without a trailing slash. */
    readonly baseUrl: string;
    readonly deployment: CcmDeployment;
    /** `undefined`: detected. */
    readonly authHeader: string | undefined;
    readonly credential: Credential;
    readonly caFile: string | undefined;
    readonly maxRequestsPerSecond: number;
}

const schema = z.object({
    endpoint: z.string().default("https://ccm.fortanix.com").transform(toEndpoint),
    deployment: z.enum(DEPLOYMENTS, { error: `must be ${DEPLOYMENTS.join(" or ")}` }).optional(),
    apiPrefix: z
        .string()
        .transform(withoutSlashes)
        .refine((prefix) => prefix === "" || /^(\/[\w.~-]+)+$/.test(prefix), {
            error: "must be empty or a path such as /ccm",
        })
        .optional(),
    authHeader: z
        .string()
        .refine((name) => /^[A-Za-z][A-Za-z0-9-]*$/.test(name), {
            error: "must be the name of a header, such as Authorization",
        })
        .optional(),
    caFile: z.string().optional(),
    tokenUrl: z.string().transform(toServiceUrl).optional(),
    maxRequestsPerSecond: z.coerce
        .number({ error: "must be a number" })
        .min(0.1, "must be at least 0.1")
        .max(1000, "must be at most 1000")
        .default(20),
});

/** Returns the name of a setting as the user knows it. */
type NameOf = (name: SettingName) => string;

/**
 * Validates and converts settings as the user writes them.
 *
 * @param nameOf name of a setting as the user knows it, for messages
 * @throws CcmSettingsError that lists every problem, without the values of credentials
 */
export function parseSettings(raw: RawSettings, nameOf: NameOf): Settings {
    const given = givenOf(raw);
    const { options, problems } = checkOptions(raw, nameOf);
    const credential = credentialFrom(given, nameOf);
    if (options === undefined || typeof credential === "string") {
        throw new CcmSettingsError(typeof credential === "string" ? [...problems, credential] : problems);
    }
    const { endpoint, tokenUrl = tokenUrlOf(endpoint), authHeader, caFile, maxRequestsPerSecond } = options;
    return {
        baseUrl: baseUrlOf(options),
        deployment: deploymentOf(options),
        authHeader,
        caFile,
        maxRequestsPerSecond,
        credential: credential.kind === "clientCredentials" ? { ...credential, tokenUrl } : credential,
    };
}

export interface OptionsCheck {
    /** `undefined` if there are problems. */
    readonly options: z.infer<typeof schema> | undefined;
    readonly problems: readonly string[];
}

/** Validates all settings except the credential, which may be missing. */
function checkOptions(raw: RawSettings, nameOf: NameOf): OptionsCheck {
    const { data, error } = schema.safeParse(givenOf(raw));
    const problems = error?.issues.map((issue) => `${nameOf(issue.path[0] as SettingName)} ${issue.message}`) ?? [];
    return { options: data, problems };
}

function givenOf(raw: RawSettings): RawSettings {
    return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined && value !== ""));
}

type CredentialAsWritten =
    | Exclude<Credential, { kind: "clientCredentials" }>
    | { kind: "clientCredentials"; appId: string; apiKey: string };

/** Returns the credential in the settings, or a message about what is wrong with it. */
function credentialFrom(raw: RawSettings, nameOf: (name: SettingName) => string): CredentialAsWritten | string {
    const { token, appId, apiKey, username, password, accountId } = raw;
    const problem = credentialProblem((name) => raw[name] !== undefined, nameOf);
    if (problem !== undefined) return problem;
    if (token?.startsWith("Bearer ")) return `${nameOf("token")} must be the token alone, without the word Bearer`;
    if (token !== undefined) {
        return isHeaderValue(token)
            ? { kind: "token", token }
            : `${nameOf("token")} contains a line break or another character that is invalid in an HTTP header: ` +
                  "copy it again";
    }
    if (appId !== undefined && apiKey !== undefined) return { kind: "clientCredentials", appId, apiKey };
    return { kind: "password", username: username ?? "", password: password ?? "", accountId };
}

/** For tokens only: other credentials are sent in base64, which accepts any character. */
function isHeaderValue(text: string): boolean {
    try {
        validateHeaderValue("Authorization", text);
        return true;
    } catch {
        return false;
    }
}

export interface ResolvedSettings {
    readonly settings: Settings;
    /** Message to the user about the sources of the settings. */
    readonly notice: string | undefined;
}

/**
 * Resolves the settings: each from Pulumi's configuration or else from the environment, but a credential as a whole
 * from one of them. A credential and an endpoint from different sources are accepted, with a notice.
 *
 * @throws CcmSettingsError
 */
export function resolveConfiguration(config: ReadConfig, environment: NodeJS.ProcessEnv): ResolvedSettings {
    const { raw, nameOf, notice } = rawSettings(config, environment);
    return { settings: parseSettings(raw, nameOf), notice };
}

/** Validates all settings except the credential, which a preview may lack. */
export function checkConfiguration(config: ReadConfig, environment: NodeJS.ProcessEnv): OptionsCheck {
    const { raw, nameOf } = rawSettings(config, environment);
    return checkOptions(raw, nameOf);
}

/** Reads a value of the stack's configuration by its full name, such as `fortanix-ccm:endpoint`. */
export type ReadConfig = (key: string) => string | undefined;

function rawSettings(config: ReadConfig, environment: NodeJS.ProcessEnv) {
    // An empty option in the configuration overrides the environment; an empty environment variable counts as unset.
    const isMeant = (name: SettingName, value: string) => value !== "" || !isCredential(name);
    const fromConfig = collect((name) => config(`${CONFIG_NAMESPACE}:${name}`), isMeant);
    const fromEnvironment = collect(
        (name) => environment[environmentName(name)],
        (_, value) => value !== "",
    );
    const configHasCredential = CREDENTIAL_NAMES.some((name) => fromConfig[name] !== undefined);
    const withoutCredential = omitCredential(fromEnvironment);
    const raw = { ...(configHasCredential ? withoutCredential : fromEnvironment), ...fromConfig };
    const provider = config(PROVIDER_NAME_KEY);
    const nameOf = (name: SettingName) =>
        provider === undefined
            ? `${CONFIG_NAMESPACE}:${name} (or ${environmentName(name)})`
            : `${name} of the Provider ${provider} (or ${environmentName(name)})`;
    return { raw, nameOf, notice: mixNotice(configHasCredential, fromConfig, fromEnvironment) };
}

/** Settings that determine where a credential is sent. */
const TARGETS = ["endpoint", "tokenUrl"] as const;

function mixNotice(configHasCredential: boolean, config: RawSettings, environment: RawSettings): string | undefined {
    const [from, other] = configHasCredential ? ["configuration", "environment"] : ["environment", "configuration"];
    const foreign = TARGETS.flatMap((name) => {
        const target = config[name] ?? environment[name];
        const isForeign = (config[name] !== undefined) !== configHasCredential;
        return target !== undefined && isForeign ? [`the ${name} of the ${other}, ${target}`] : [];
    });
    return foreign.length === 0
        ? undefined
        : `the credential comes from the ${from} and is sent to ${foreign.join(", and to ")}`;
}

function collect(
    read: (name: SettingName) => string | undefined,
    counts: (name: SettingName, value: string) => boolean,
): RawSettings {
    const entries = SETTING_NAMES.map((name) => [name, read(name)?.trim()] as const);
    return Object.fromEntries(entries.filter(([name, value]) => value !== undefined && counts(name, value)));
}

function isCredential(name: string): boolean {
    return (CREDENTIAL_NAMES as readonly string[]).includes(name);
}

function omitCredential(settings: RawSettings): RawSettings {
    return Object.fromEntries(Object.entries(settings).filter(([name]) => !isCredential(name)));
}
