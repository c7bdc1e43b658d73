/*
 * Which settings there are, and which make up a credential. Light: a program reads it without loading the schemas.
 */

export const OTHER_NAMES = [
    "endpoint",
    "deployment",
    "apiPrefix",
    "authHeader",
    "tokenUrl",
    "caFile",
    "maxRequestsPerSecond",
] as const;

/** They come from one source together or not at all. */
export const CREDENTIAL_NAMES = ["token", "appId", "apiKey", "username", "password", "accountId"] as const;

export type CredentialName = (typeof CREDENTIAL_NAMES)[number];

export const SETTING_NAMES = [...OTHER_NAMES, ...CREDENTIAL_NAMES] as const;

export type SettingName = (typeof SETTING_NAMES)[number];

/** What of a credential must not show anywhere. */
const SECRET_NAMES = ["token", "apiKey", "password"] as const satisfies readonly CredentialName[];

/** The secrets among all settings that are given, whether or not they are used. */
export function secretSettings(
    readConfig: (key: string) => string | undefined,
    environment: Readonly<Record<string, string | undefined>>,
): string[] {
    return SECRET_NAMES.flatMap((name) => [
        readConfig(`${CONFIG_NAMESPACE}:${name}`),
        environment[environmentName(name)],
    ])
        .map((value) => value?.trim() ?? "")
        .filter((value) => value !== "");
}

/** A credential is one of these. */
const WAYS = [["token"], ["appId", "apiKey"], ["username", "password"]] as const;

/**
 * What keeps the parts that are given from being one credential, in a sentence that lists what is missing or too much;
 * `undefined` when they are one.
 *
 * @param nameOf how a setting is called where the person wrote it
 */
export function credentialProblem(
    isGiven: (name: CredentialName) => boolean,
    nameOf: (name: CredentialName) => string,
): string | undefined {
    const ways = WAYS.map((parts) => parts.map(nameOf).join(" and ")).join(", or ");
    const begun = WAYS.filter((parts) => parts.some(isGiven));
    const [way] = begun;
    if (way === undefined) return `no credential: set ${ways}`;
    if (begun.length > 1) return `more than one credential: keep one of ${ways}`;
    if (isGiven("accountId") && !isGiven("username") && !isGiven("password")) {
        return `${nameOf("accountId")} goes with ${nameOf("username")} only`;
    }
    const missing = way.filter((name) => !isGiven(name)).map(nameOf);
    return missing.length === 0 ? undefined : `half a credential: ${missing.join(" and ")} is missing`;
}

/** Configuration keys are `fortanix-ccm:endpoint` and so on. */
export const CONFIG_NAMESPACE = "fortanix-ccm";

/** What a `Provider` resource's configuration has in addition: its name, for the texts of problems. */
export const PROVIDER_NAME_KEY = `${CONFIG_NAMESPACE}:providerName`;

/** The configuration key and the environment variable that say where else the start journal is to be. */
export const JOURNAL_DIR = { key: "journalDir", variable: "FORTANIX_CCM_JOURNAL_DIR" } as const;

/** The environment variable of a setting: `FORTANIX_CCM_API_KEY` for `apiKey`. */
export function environmentName(name: SettingName): string {
    return `FORTANIX_CCM_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
