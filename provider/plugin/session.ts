import { hostname, uptime } from "node:os";
import {
    abortable,
    CcmClient,
    checkConfiguration,
    type Clock,
    type OptionsCheck,
    type Random,
    type ReadConfig,
    resolveConfiguration,
    systemClock,
} from "../ccm";
import {
    SecretRegistry,
    type StatusReader,
    type Machine,
    type Properties,
    type Report,
    PollingStatusReader,
} from "../core";
import { secretSettings } from "../contract/settingNames";
import type { StateSecrets } from "./stateSecrets";
import type { EngineWatch } from "./engineWatch";
import { isCiLog, type StatusLineQueue, type Severity } from "./statusLines";

export interface Host {
    readonly log: StatusLineQueue;
    readonly watch: EngineWatch;
    readonly environment: NodeJS.ProcessEnv;
    readonly clock?: Clock;
    readonly random?: Random;
}

export const NO_REPORT: Report = {
    keepsEveryLine: false,
    progress: () => undefined,
    info: () => undefined,
    warn: () => undefined,
};

/**
 * State that all resources of one plugin process share: the configuration, the client with its token and rate limit,
 * the secrets to mask, and the engine's log. Pulumi starts a process for each provider instance, so all resources in it
 * use the same account.
 */
export class PluginSession {
    readonly secrets = new SecretRegistry();
    /** Finds secret inputs that the resource class did not pass; set if this process serves runs. */
    stateSecrets: StateSecrets | undefined;
    /** Resources of this process by their run's id in lower case: texts about the run may contain their secrets. */
    readonly resourcesByRun = new Map<string, { readonly urn: string; readonly properties: Properties }>();
    private client: CcmClient | undefined;
    private reader: StatusReader | undefined;
    private checked: OptionsCheck | undefined;
    private readonly warned = new Set<string>();
    private config: ReadConfig = () => undefined;
    readonly clock: Clock;
    readonly random: Random;
    /** Aborts waits, and with them retries, once the engine is gone. */
    readonly waitingClock: Clock;

    constructor(readonly host: Host) {
        const { clock = systemClock, random = Math.random, watch } = host;
        this.clock = clock;
        this.random = random;
        this.waitingClock = abortable(clock, watch.signal);
    }

    /**
     * Stores the configuration. Pulumi does not wait for this before other calls, so it must not take time; and an
     * error would leave an unconfigured provider behind, so settings are validated on first use.
     */
    configure(readConfig: ReadConfig): void {
        this.config = readConfig;
        this.checked = undefined;
    }

    /** The settings without the credential; validated once. */
    options(): OptionsCheck {
        return (this.checked ??= checkConfiguration(this.readConfig, this.host.environment));
    }

    readonly readConfig = (key: string): string | undefined => {
        try {
            return this.config(key);
        } catch {
            // If the engine has sent no configuration, Pulumi's configuration object throws.
            return undefined;
        }
    };

    /**
     * The client of this process. Created on first use: leaving a run as it is needs no credential.
     *
     * @throws CcmSettingsError
     */
    connect(report: Report): CcmClient {
        if (this.client === undefined) {
            const { waitingClock: clock, random } = this;
            this.secrets.registerValues(secretSettings(this.readConfig, this.host.environment));
            const { settings, notice } = resolveConfiguration(this.readConfig, this.host.environment);
            const debug = (line: string) => this.log("debug", line, "", false);
            this.client = new CcmClient(settings, { clock, random, secrets: this.secrets.mask, debug });
            if (notice !== undefined) report.info(notice);
        }
        return this.client;
    }

    /** The status reader that all operations of this process share. */
    statusReader(report: Report): StatusReader {
        return (this.reader ??= new PollingStatusReader(this.connect(report), this.waitingClock, this.random));
    }

    /**
     * Registers the secrets of a resource that may occur in a text from the service.
     *
     * @param propertySets properties of the resource as passed by Pulumi
     * @param said text from the service, or a response that contains it
     */
    async knowSecrets(urn: string, propertySets: readonly Properties[], said: unknown): Promise<void> {
        await this.stateSecrets?.know(urn, propertySets, said);
    }

    /** Whether the program has made an output of a resource a secret; false if the state does not show that. */
    async isSecretOutput(urn: string, propertySets: readonly Properties[], name: string): Promise<boolean> {
        return (await this.stateSecrets?.isSecret(urn, propertySets, name)) ?? false;
    }

    /** Logs a warning on the stack's row, once, because it concerns all resources. */
    warnOnce(text: string): void {
        if (this.warned.has(text)) return;
        this.warned.add(text);
        this.log("warning", text, "", false);
    }

    private log(severity: Severity, text: string, urn: string, ephemeral: boolean): void {
        this.host.log.send({ severity, text: this.secrets.shown(text), urn, ephemeral });
    }

    report(urn: string): Report {
        const line = (severity: Severity, ephemeral: boolean) => (text: string) =>
            this.log(severity, text, urn, ephemeral);
        return {
            keepsEveryLine: isCiLog(this.host.environment),
            progress: line("info", true),
            info: line("info", false),
            warn: line("warning", false),
        };
    }
}

export const thisMachine: Machine = {
    host: hostname(),
    pid: process.pid,
    uptime: () => uptime() * 1000,
    isAlive: (pid) => {
        try {
            return process.kill(pid, 0);
        } catch (error) {
            // The process exists and belongs to another user.
            return (error as NodeJS.ErrnoException).code === "EPERM";
        }
    },
};
