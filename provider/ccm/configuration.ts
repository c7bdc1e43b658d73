import {
    checkOptions,
    CREDENTIAL_NAMES,
    parseSettings,
    SETTING_NAMES,
    type OptionsCheck,
    type RawSettings,
    type SettingName,
    type Settings,
} from ".";
import { CONFIG_NAMESPACE, PROVIDER_NAME_KEY } from "../contract/resources";

export interface Configuration {
    readonly settings: Settings;
    /** Something to tell the person about where the settings come from. */
    readonly notice: string | undefined;
}

/** The environment variable of a setting: `FORTANIX_CCM_API_KEY` for `apiKey`. */
export function environmentName(name: SettingName): string {
    return `FORTANIX_CCM_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * Puts the settings together: each from Pulumi's configuration or else from the environment, but a credential as a
 * whole from one of them. A credential and an endpoint from different sources are used, and said.
 *
 * @throws CcmSettingsError
 */
export function resolveConfiguration(config: ReadConfig, environment: NodeJS.ProcessEnv): Configuration {
    const { raw, nameOf, notice } = rawSettings(config, environment);
    return { settings: parseSettings(raw, nameOf), notice };
}

/** Judges the settings beside the credential, of which a preview may have none. */
export function checkConfiguration(config: ReadConfig, environment: NodeJS.ProcessEnv): OptionsCheck {
    const { raw, nameOf } = rawSettings(config, environment);
    return checkOptions(raw, nameOf);
}

type ReadConfig = (key: string) => string | undefined;

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
