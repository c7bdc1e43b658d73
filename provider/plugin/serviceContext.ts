import type { CcmClient, Clock, Random } from "../ccm";
import type { Properties, StatusReader, Report, WaitContext } from "../core";
import type { PluginSession } from "./session";

/**
 * Context of an operation on one resource. Client and status reader are created on first use: an operation that sends
 * no request to CCM needs no credential.
 */
export class ServiceContext implements WaitContext {
    readonly clock: Clock;
    readonly random: Random;
    readonly shown: (text: string) => string;
    readonly report: Report;
    readonly signal: AbortSignal;

    constructor(
        protected readonly session: PluginSession,
        readonly urn: string,
        private readonly propertySets: readonly Properties[],
    ) {
        this.clock = session.waitingClock;
        this.random = session.random;
        this.shown = session.secrets.shown;
        this.report = session.report(urn);
        this.signal = session.host.watch.signal;
    }

    knowSecrets(said: unknown): Promise<void> {
        return this.session.knowSecrets(this.urn, this.propertySets, said);
    }

    isSecretOutput(name: string): Promise<boolean> {
        return this.session.isSecretOutput(this.urn, this.propertySets, name);
    }

    /** @throws CcmSettingsError */
    get api(): CcmClient {
        return this.session.connect(this.report);
    }

    /** @throws CcmSettingsError */
    get statusReader(): StatusReader {
        return this.session.statusReader(this.report);
    }
}
