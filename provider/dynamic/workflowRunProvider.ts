import type * as dynamic from "@pulumi/pulumi/dynamic";
import { CcmClient, systemClock, type Clock, type Random } from "../ccm";
import {
    abandonable,
    checkWorkflowRun,
    createRun,
    deleteRun,
    diffWorkflowRun,
    formatProblem,
    isOpen,
    KnownSecrets,
    messageOf,
    readRun,
    RunFailure,
    startReason,
    Starts,
    updateRun,
    type Context,
    type Journal,
    type Machine,
    type Properties,
    type Report,
} from "../lifecycle";
import { isCiLog } from "./ciLog";
import { resolveConfiguration } from "./configuration";
import { CONFIG_NAMESPACE } from "./contract";
import type { EngineLog, Severity } from "./engineLog";
import type { EngineWatch } from "./engineWatch";
import { FileJournal } from "./fileJournal";
import { InitError } from "./initError";
import { confirmRun, JOURNAL_DIR, journalFile, journalFolder, resolveJournalDir } from "./journalFolder";
import { sanitize } from "./sanitize";

export interface Host {
    readonly log: EngineLog;
    readonly watch: EngineWatch;
    readonly machine: Machine;
    readonly environment: NodeJS.ProcessEnv;
    readonly clock?: Clock;
    readonly random?: Random;
}

const NO_REPORT: Report = { linesStay: false, progress: () => undefined, info: () => undefined, warn: () => undefined };

type ReadConfig = (key: string) => string | undefined;

/**
 * The provider object that Pulumi's plugin process calls for every WorkflowRun. It translates between Pulumi's protocol
 * and the lifecycle floor, and decides nothing.
 */
export class WorkflowRunProvider implements dynamic.ResourceProvider {
    private readConfig: ReadConfig = () => undefined;
    private client: CcmClient | undefined;
    private readonly secrets = new KnownSecrets();
    private readonly starts = new Starts();
    private readonly told = new Set<string>();

    constructor(private readonly host: Host) {}

    /**
     * Only keeps the configuration. Pulumi does not wait for this before other calls, so nothing here may take time;
     * and an error here would leave an unconfigured provider behind, so settings are judged when they are first used.
     */
    configure(request: dynamic.ConfigureRequest): Promise<void> {
        this.readConfig = (key) => request.config.get(key);
        return Promise.resolve();
    }

    async check(olds: Properties, news: Properties): Promise<dynamic.CheckResult> {
        const { inputs, problems } = checkWorkflowRun(news);
        const urn = urnOf(news);
        // Without old inputs a create comes next. In a replacement, `diff` has said the reason before.
        if (problems.length === 0 && Object.keys(olds).length === 0 && !this.starts.isDeclared(urn)) {
            this.secrets.learn(news);
            this.say("info", startReason(inputs), urn, true);
            await this.host.log.flush();
        }
        return {
            inputs: sanitize(inputs),
            // The property goes into the reason: where it is a field of its own, the engine prints its value, secret or not.
            failures: problems.map((problem) => ({ property: "", reason: formatProblem(problem) })),
        };
    }

    async diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
        const urn = urnOf(news);
        if (this.starts.isHeldByOther(urn, id)) {
            this.say("warning", `run ${id} is the run of another resource of this stack as well`, urn, false);
        }
        this.starts.hold(urn, id, "state", urnOf(olds));
        const isLeft = await this.isAnythingLeft(urn, id);
        const decision = diffWorkflowRun(id, olds, news, isLeft);
        if (decision.kind === "settingsOnly") return {};
        this.secrets.learn(news);
        this.say("info", decision.reason, urn, false);
        await this.host.log.flush();
        if (decision.kind === "resume") return { changes: true };
        // With `changes` left open the engine works out by itself which inputs differ, which `replaceOnChanges` needs.
        // An outcome is no input, so there the engine would see nothing.
        const byOutcome = decision.properties.includes("runStatus");
        return { replaces: [...decision.properties], ...(byOutcome && { changes: true }) };
    }

    /** Whether the journal knows of a start of this resource that no state holds and that can be settled from here. */
    private async isAnythingLeft(urn: string, runId: string): Promise<boolean> {
        const journal = this.journal(urn);
        // That the engine asks about the run is proof as good as the program's.
        confirmRun(journal.place, runId);
        const open = (await journal.read()).filter(isOpen);
        if (open.length === 0) return false;
        try {
            const { baseUrl } = this.connect(NO_REPORT);
            return open.some((record) => record.endpoint === baseUrl);
        } catch {
            // Without a credential there is nothing to be done about it.
            return false;
        }
    }

    create(inputs: Properties): Promise<dynamic.CreateResult> {
        return this.guard([inputs], async (context) => {
            const { runId, outputs } = await createRun(context, inputs);
            return { id: runId, outs: sanitize(outputs) };
        });
    }

    read(id: string, props: Properties = {}): Promise<dynamic.ReadResult> {
        return this.guard([props], async (context) => {
            const result = await readRun(context, id, props);
            return result.kind === "gone" ? {} : { id, props: sanitize(result.outputs) };
        });
    }

    update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
        return this.guard([news, olds], async (context) => ({
            outs: sanitize(await updateRun(context, id, olds, news)),
        }));
    }

    delete(id: string, props: Properties): Promise<void> {
        return this.guard([props], (context) => deleteRun(context, id, props));
    }

    /** Runs an operation with what it needs, and lets nothing out that Pulumi would misread or that holds a secret. */
    private async guard<T>(
        propertySets: readonly [Properties, ...Properties[]],
        operation: (context: Context) => Promise<T>,
    ): Promise<T> {
        for (const set of propertySets) this.secrets.learn(set);
        const { redact } = this.secrets;
        const [properties] = propertySets;
        try {
            return await this.host.watch.during(() => operation(this.context(urnOf(properties))));
        } catch (error) {
            if (error instanceof RunFailure) {
                const outputs = sanitize({ ...error.outputs, __provider: properties["__provider"] });
                throw new InitError(error.runId, redact(error.reason), outputs);
            }
            // A new error, because any field called `id` would make Pulumi take it for a half-made resource.
            throw quietError(redact(messageOf(error)));
        } finally {
            // The last line stays on the resource's row, but only if it comes before the operation's own end.
            await this.host.log.flush();
        }
    }

    private context(urn: string): Context {
        const line = (severity: Severity, ephemeral: boolean) => (text: string) =>
            this.say(severity, text, urn, ephemeral);
        const report: Report = {
            linesStay: isCiLog(this.host.environment),
            progress: line("info", true),
            info: line("info", false),
            warn: line("warning", false),
        };
        const { clock = systemClock, random = Math.random, machine, watch } = this.host;
        const connect = () => this.connect(report);
        return {
            // Only when something is asked: leaving a run as it is needs no credential.
            get api() {
                return connect();
            },
            clock: abandonable(clock, watch.signal),
            random,
            report,
            redact: this.secrets.redact,
            urn,
            journal: this.journal(urn),
            starts: this.starts,
            machine,
            signal: watch.signal,
            isListening: () => watch.isListening(),
        };
    }

    private journal(urn: string): Journal {
        const { environment } = this.host;
        const option = this.readConfig(`${CONFIG_NAMESPACE}:${JOURNAL_DIR.key}`);
        const folder = journalFolder(option, environment);
        const wanted = resolveJournalDir(option, environment);
        if (wanted !== "" && wanted !== folder) {
            this.warnOnce(`fortanix-ccm:journalDir must be an absolute path, and ${wanted} is not: ${folder} is used`);
        }
        return new FileJournal(journalFile(folder, urn, environment), urn, (text) => this.warnOnce(text));
    }

    /** On the stack's row: it concerns all resources alike. */
    private warnOnce(text: string): void {
        if (this.told.has(text)) return;
        this.told.add(text);
        this.say("warning", text, "", false);
    }

    private connect(report: Report): CcmClient {
        if (this.client === undefined) {
            const { clock = systemClock, random = Math.random } = this.host;
            const { settings, notice } = resolveConfiguration(this.readConfig, this.host.environment);
            this.client = new CcmClient(settings, { clock, random, redact: this.secrets.redact });
            if (notice !== undefined) report.info(notice);
        }
        return this.client;
    }

    private say(severity: Severity, text: string, urn: string, ephemeral: boolean): void {
        this.host.log.send({ severity, text: this.secrets.redact(text), urn, ephemeral });
    }
}

function urnOf({ __urn }: Properties): string {
    return typeof __urn === "string" ? __urn : "";
}

/** An error without a stack: Pulumi's plugin process prints the stack beside the message, and it helps nobody there. */
function quietError(message: string): Error {
    const error = new Error(message);
    error.stack = "";
    return error;
}
