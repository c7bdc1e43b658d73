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
 * What the runs of one plugin process share, whichever protocol they are served by: who has which run, the start journal, the
 * state of the stack, and the stamps of its creates.
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
        );
        this.stackState = state;
        session.stateSecrets = new StateSecrets(session.secrets, (urn) => state.secretPaths(urn));
    }

    /**
     * The inputs of a run with the stamp of its start: a new one for a create, that of the state for all else, and none where the
     * state has none.
     *
     * @param olds the inputs in state; none for a create
     */
    stamped(urn: string, olds: Properties, { __start: mark, ...inputs }: Properties): Properties {
        // With `ignoreChanges: ["*"]` it is the stamp of the state.
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

    /** What an operation on a run reaches out with. */
    context(urn: string, propertySets: readonly Properties[]): RunContext {
        return new RunServiceContext(this.session, urn, propertySets, this);
    }

    /** The engine asks about a run that the state has: what the journal says of its start has done its work. */
    sawInState(urn: string, runId: string, properties: Properties): void {
        const { __start: stamp } = properties;
        if (typeof stamp === "string") this.theJournal().settle(stamp);
        this.session.resourcesByRun.set(runId.toLowerCase(), { urn, properties });
    }

    /** Whether the journal knows of a start of a resource beside the run that the state has, which can be settled from here. */
    async hasOpenStart(urn: string, runId: string, { __start: stamp }: Properties): Promise<boolean> {
        const journal = this.theJournal().of(urn);
        const noted = await journal.read([]).catch((): NotedStart[] => []);
        if (noted.length === 0) return false;
        const run = { urn, id: runId, stamp: typeof stamp === "string" ? stamp : undefined, createdAtMs: undefined };
        const { open, settled } = openStartsOf(urn, {
            // As much of the state as the engine has told. Whether a start is still pending there is not known: the update asks.
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
            // Without a credential there is nothing to be done about it.
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
                `fortanix-ccm:journalDir must be an absolute path, and ${wanted} is not: ${folder} is used`,
            );
        }
        return (this.journal = new StartJournal(folder, environment, (text) => session.warnOnce(text)));
    }

    /** Empty where the settings are not valid: the create will say so. */
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
