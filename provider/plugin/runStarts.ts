import { randomBytes } from "node:crypto";
import { baseUrlOf } from "../ccm";
import { CONFIG_NAMESPACE, JOURNAL_DIR } from "../contract/settingNames";
import {
    endpointHash,
    formatStamp,
    isUnknown,
    type Machine,
    type NotedStart,
    type OpenCreate,
    openStartsOf,
    parseStamp,
    type Properties,
    type RunContext,
    RunOwnership,
    type StackStateReader,
} from "../core";
import { journalFolder, resolveJournalDir } from "./journalFolder";
import { ServiceContext } from "./serviceContext";
import { NO_REPORT, type PluginSession } from "./session";
import { CliStackState } from "./cliStackState";
import { StartJournal } from "./startJournal";
import { StateSecrets } from "./stateSecrets";

/**
 * State that all runs of one plugin process share, independent of the protocol: the ownership of runs, the start
 * journal, the state of the stack, and the stamps of creates.
 */
export class RunStarts {
    readonly ownership = new RunOwnership();
    private readonly name = randomBytes(4).toString("hex");
    private lastStampMs = 0;
    private organization: string | undefined;
    private journal: StartJournal | undefined;
    readonly stackState: StackStateReader;

    constructor(
        private readonly session: PluginSession,
        readonly machine: Machine,
    ) {
        const state = new CliStackState(
            session.host.environment,
            () => this.organization,
            (text) => session.warnOnce(text),
            session.clock.wallTime(),
        );
        this.stackState = state;
        session.stateSecrets = new StateSecrets(session.secrets, (urn) => state.secretPaths(urn));
    }

    /**
     * The inputs of a run with the stamp of its start: for a create a new stamp, otherwise the one in state, if any.
     *
     * @param olds inputs in state; empty for a create
     */
    stamped(urn: string, olds: Properties, { __start: mark, ...inputs }: Properties): Properties {
        // With `ignoreChanges: ["*"]` it is the stamp in state.
        const isStamp = parseStamp(mark) !== undefined;
        if (typeof mark === "string" && !isUnknown(mark) && !isStamp) this.organization = mark;
        if (Object.keys(olds).length > 0) {
            return olds["__start"] === undefined ? inputs : { ...inputs, __start: olds["__start"] };
        }
        if (mark === undefined || isUnknown(mark)) return mark === undefined ? inputs : { ...inputs, __start: mark };
        this.lastStampMs = Math.max(Math.round(this.session.clock.wallTime()), this.lastStampMs + 1);
        this.theJournal().begin(urn, this.name);
        const stamp = { atMs: this.lastStampMs, process: this.name, journal: "", endpoint: this.endpoint() };
        return { ...inputs, __start: formatStamp(stamp) };
    }

    /** Context of an operation on a run. */
    context(urn: string, propertySets: readonly Properties[]): RunContext {
        return new RunServiceContext(this.session, urn, propertySets, this);
    }

    /** Called when a run is in state: the journal's record of its start is not needed any more. */
    sawInState(urn: string, runId: string, properties: Properties): void {
        const { __start: stamp } = properties;
        if (typeof stamp === "string") this.theJournal().settle(stamp);
        this.session.resourcesByRun.set(runId.toLowerCase(), { urn, properties });
    }

    /** Whether the journal has, besides the run in state, an open start that the current settings can resolve. */
    async hasOpenStart(urn: string, runId: string, { __start: stamp }: Properties): Promise<boolean> {
        const journal = this.theJournal().of(urn);
        const noted = await journal.read([]).catch((): NotedStart[] => []);
        if (noted.length === 0) return false;
        const run = { urn, id: runId, stamp: typeof stamp === "string" ? stamp : undefined, createdAtMs: undefined };
        const { open, settled } = openStartsOf(urn, {
            // Only what the engine passed of the state. Whether a start is still pending is read by the update.
            state: {
                stackId: undefined,
                hasOtherPending: false,
                runs: [run],
                openCreates: noted.map(({ record }) => pendingOf(urn, record)),
            },
            noted,
            unsent: new Set<string>(),
            process: this.name,
        });
        for (const { record } of settled) await journal.remove(record);
        if (open.length === 0) return false;
        try {
            const { baseUrl } = this.session.connect(NO_REPORT);
            return open.some(({ record }) => record?.endpoint === baseUrl);
        } catch {
            // Without valid settings the start cannot be resolved.
            return false;
        }
    }

    theJournal(): StartJournal {
        if (this.journal !== undefined) return this.journal;
        const { session } = this;
        const { environment } = session.host;
        const option = session.readConfig(`${CONFIG_NAMESPACE}:${JOURNAL_DIR.key}`);
        const folder = journalFolder(option, environment);
        const wanted = resolveJournalDir(option, environment);
        if (wanted !== "" && wanted !== folder) {
            session.warnOnce(
                `fortanix-ccm:journalDir must be an absolute path, and ${wanted} is relative: ${folder} is used ` +
                    "instead",
            );
        }
        return (this.journal = new StartJournal(folder, environment, (text) => session.warnOnce(text)));
    }

    /** Hash of the endpoint; empty if the settings are invalid, which the create reports. */
    private endpoint(): string {
        const { options } = this.session.options();
        return options === undefined ? "" : endpointHash(baseUrlOf(options));
    }
}

function pendingOf(urn: string, { stamp }: NotedStart["record"]): OpenCreate {
    return { urn, stamp, inputs: {}, isHidden: true };
}

class RunServiceContext extends ServiceContext implements RunContext {
    readonly ownership: RunContext["ownership"];
    readonly machine: RunContext["machine"];
    readonly stackState: RunContext["stackState"];
    readonly journal: RunContext["journal"];

    constructor(session: PluginSession, urn: string, propertySets: readonly Properties[], starts: RunStarts) {
        super(session, urn, propertySets);
        ({ ownership: this.ownership, machine: this.machine, stackState: this.stackState } = starts);
        this.journal = starts.theJournal().of(urn);
    }

    isListening(): Promise<boolean> {
        return this.session.host.watch.isListening();
    }
}
