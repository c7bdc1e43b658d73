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
 * What the resources of one plugin process share, whatever their types: the configuration, the client with its token and
 * request budget, the secrets that must not be repeated, the engine's log. Pulumi starts a process for each provider
 * instance, so resources of different accounts never meet here.
 */
export class PluginSession {
    readonly secrets = new SecretRegistry();
    /** Finds out which inputs are secret that nobody has told; there for runs. */
    stateSecrets: StateSecrets | undefined;
    /** The resources of this process that have runs, by the run's id in small letters: what is secret in what a run says is theirs. */
    readonly resourcesByRun = new Map<string, { readonly urn: string; readonly properties: Properties }>();
    private client: CcmClient | undefined;
    private reader: StatusReader | undefined;
    private checked: OptionsCheck | undefined;
    private readonly warned = new Set<string>();
    private config: ReadConfig = () => undefined;
    readonly clock: Clock;
    readonly random: Random;
    /** On it nobody waits, and nothing is asked again, for an engine that is gone. */
    readonly waitingClock: Clock;

    constructor(readonly host: Host) {
        const { clock = systemClock, random = Math.random, watch } = host;
        this.clock = clock;
        this.random = random;
        this.waitingClock = abortable(clock, watch.signal);
    }

    /**
     * Only keeps the configuration. Pulumi does not wait for this before other calls, so nothing here may take time;
     * and an error here would leave an unconfigured provider behind, so settings are judged when they are first used.
     */
    configure(readConfig: ReadConfig): void {
        this.config = readConfig;
        this.checked = undefined;
    }

    /** The settings beside the credential; judged once. */
    options(): OptionsCheck {
        return (this.checked ??= checkConfiguration(this.readConfig, this.host.environment));
    }

    readonly readConfig = (key: string): string | undefined => {
        try {
            return this.config(key);
        } catch {
            // An engine that has sent no configuration leaves an object behind that fails.
            return undefined;
        }
    };

    /**
     * The one client of this process. Made when something is asked: leaving a run as it is needs no credential.
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

    /** How runs stand, read for all operations of this process together. */
    statusReader(report: Report): StatusReader {
        return (this.reader ??= new PollingStatusReader(this.connect(report), this.waitingClock, this.random));
    }

    /**
     * Resolves once all is known that may be secret in what the service says of a resource.
     *
     * @param propertySets the resource's properties, as Pulumi passed them
     */
    async knowSecrets(urn: string, propertySets: readonly Properties[], said: unknown): Promise<void> {
        await this.stateSecrets?.know(urn, propertySets, said);
    }

    /** Whether the program has made an output of a resource a secret; no, where the state does not tell. */
    async isSecretOutput(urn: string, propertySets: readonly Properties[], name: string): Promise<boolean> {
        return (await this.stateSecrets?.isSecret(urn, propertySets, name)) ?? false;
    }

    /** On the stack's row, once: it concerns all resources alike. */
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
            // It is there, and another user's.
            return (error as NodeJS.ErrnoException).code === "EPERM";
        }
    },
};
