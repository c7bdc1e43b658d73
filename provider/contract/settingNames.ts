/*
 * Names of the settings, and which of them form a credential. Separate from the schemas, so that a program does not
 * load them.
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

/** All of them come from the same source. */
export const CREDENTIAL_NAMES = ["token", "appId", "apiKey", "username", "password", "accountId"] as const;

export type CredentialName = (typeof CREDENTIAL_NAMES)[number];

export const SETTING_NAMES = [...OTHER_NAMES, ...CREDENTIAL_NAMES] as const;

export type SettingName = (typeof SETTING_NAMES)[number];

/** Parts of a credential that no text may contain. */
const SECRET_NAMES = ["token", "apiKey", "password"] as const satisfies readonly CredentialName[];

/** Returns the secrets among all given settings, used or not. */
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

/** The combinations that form a credential. */
const WAYS = [["token"], ["appId", "apiKey"], ["username", "password"]] as const;

/**
 * Checks that the given settings form exactly one credential.
 *
 * @param nameOf name of a setting as the user knows it
 * @returns a message that lists missing or surplus settings; `undefined` if there is no problem
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
        return `${nameOf("accountId")} is valid only with ${nameOf("username")}`;
    }
    const missing = way.filter((name) => !isGiven(name)).map(nameOf);
    return missing.length === 0 ? undefined : `incomplete credential: ${missing.join(" and ")} is missing`;
}

/** Configuration keys are `fortanix-ccm:endpoint` and so on. */
export const CONFIG_NAMESPACE = "fortanix-ccm";

/** Additional configuration key of a `Provider` resource: its name, for messages. */
export const PROVIDER_NAME_KEY = `${CONFIG_NAMESPACE}:providerName`;

/** Configuration key and environment variable that relocate the start journal. */
export const JOURNAL_DIR = { key: "journalDir", variable: "FORTANIX_CCM_JOURNAL_DIR" } as const;

/** The environment variable of a setting: `FORTANIX_CCM_API_KEY` for `apiKey`. */
export function environmentName(name: SettingName): string {
    return `FORTANIX_CCM_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
