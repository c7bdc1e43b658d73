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

/** Where CCM answers and how to prove who is asking. All fields as a person writes them; see `parseSettings`. */
export interface RawSettings extends Partial<Record<SettingName, string | undefined>> {
    /** Base URL, `https://ccm.fortanix.com` unless given. `http:` is accepted for this machine only. */
    endpoint?: string | undefined;
    /** `"armor"` or `"standalone"`; by the host unless given. */
    deployment?: string | undefined;
    /** What stands between the host and the operations (Armor) or their `/v1`. For gateways; the usual unless given. */
    apiPrefix?: string | undefined;
    /** The header that carries the token; found out unless given. */
    authHeader?: string | undefined;
    token?: string | undefined;
    appId?: string | undefined;
    apiKey?: string | undefined;
    username?: string | undefined;
    password?: string | undefined;
    /** With `username`: the account to select after logging in. */
    accountId?: string | undefined;
    /** With `appId`: where tokens are minted; `{endpoint}/api/v1/iam/session/oauth2/token` unless given. */
    tokenUrl?: string | undefined;
    /** A PEM file with further certificate authorities to trust; see `trustedCertificates`. */
    caFile?: string | undefined;
    /** The most requests that one process sends a second: 0.1 to 1000, 20 unless given. */
    maxRequestsPerSecond?: string | undefined;
}

export type Credential =
    | { kind: "token"; token: string }
    | { kind: "clientCredentials"; appId: string; apiKey: string; tokenUrl: URL }
    | { kind: "password"; username: string; password: string; accountId: string | undefined };

export interface Settings {
    /** The URL below which the operations are, without a slash at its end. */
    readonly baseUrl: string;
    readonly deployment: CcmDeployment;
    /** `undefined`: the one that the service takes. */
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

/** How a setting is called where the person wrote it. */
type NameOf = (name: SettingName) => string;

/**
 * Turns settings as written into settings that can be used.
 *
 * @param nameOf how a setting is called where the person wrote it, for the texts of problems
 * @throws CcmSettingsError that lists every problem, never a value
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
    /** `undefined` when something is wrong. */
    readonly options: z.infer<typeof schema> | undefined;
    readonly problems: readonly string[];
}

/** The settings beside the credential, which may be judged where there is none. */
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

/** The one credential that the settings hold, or what is wrong with them. */
function credentialFrom(raw: RawSettings, nameOf: (name: SettingName) => string): CredentialAsWritten | string {
    const { token, appId, apiKey, username, password, accountId } = raw;
    const problem = credentialProblem((name) => raw[name] !== undefined, nameOf);
    if (problem !== undefined) return problem;
    if (token?.startsWith("Bearer ")) return `${nameOf("token")} must be the token alone, without the word Bearer`;
    if (token !== undefined) {
        return isHeaderValue(token)
            ? { kind: "token", token }
            : `${nameOf("token")} holds a line break or another character that no HTTP header takes: copy it again`;
    }
    if (appId !== undefined && apiKey !== undefined) return { kind: "clientCredentials", appId, apiKey };
    return { kind: "password", username: username ?? "", password: password ?? "", accountId };
}

/** The other parts of credentials travel in base64, which takes any character. */
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
    /** Something to tell the person about where the settings come from. */
    readonly notice: string | undefined;
}

/**
 * Puts the settings together: each from Pulumi's configuration or else from the environment, but a credential as a
 * whole from one of them. A credential and an endpoint from different sources are used, and said.
 *
 * @throws CcmSettingsError
 */
export function resolveConfiguration(config: ReadConfig, environment: NodeJS.ProcessEnv): ResolvedSettings {
    const { raw, nameOf, notice } = rawSettings(config, environment);
    return { settings: parseSettings(raw, nameOf), notice };
}

/** Judges the settings beside the credential, of which a preview may have none. */
export function checkConfiguration(config: ReadConfig, environment: NodeJS.ProcessEnv): OptionsCheck {
    const { raw, nameOf } = rawSettings(config, environment);
    return checkOptions(raw, nameOf);
}

/** Reads a value of the stack's configuration by its full name, such as `fortanix-ccm:endpoint`. */
export type ReadConfig = (key: string) => string | undefined;

function rawSettings(config: ReadConfig, environment: NodeJS.ProcessEnv) {
    // What is written down as empty is meant; an empty variable is how a shell says that there is none.
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

/** The settings that say where a credential is sent. */
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
