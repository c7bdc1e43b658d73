import type * as dynamic from "@pulumi/pulumi/dynamic";
import { CONFIG_NAMESPACE, JOURNAL_DIR } from "../../contract/settingNames";
import {
    checkWorkflowRun,
    type RunContext,
    createRun,
    deleteRun,
    diffWorkflowRun,
    isOpen,
    type Journal,
    type Machine,
    type Properties,
    readRun,
    startReason,
    RunOwnership,
    updateRun,
} from "../../core";
import { confirmRun } from "../confirmRun";
import { journalFile, journalFolder, resolveJournalDir } from "../journalFolder";
import { confirmStart } from "../journalText";
import { ServiceContext } from "../serviceContext";
import { NO_REPORT, type PluginSession } from "../session";
import { StartJournal } from "../startJournal";
import { DynamicProvider, toCheckResult, urnOf } from "./protocol";

/**
 * The provider object that Pulumi's plugin process calls for every WorkflowRun. It translates between Pulumi's protocol
 * and `core`, and decides nothing.
 */
export class WorkflowRunProvider extends DynamicProvider implements dynamic.ResourceProvider {
    private readonly ownership = new RunOwnership();

    constructor(
        session: PluginSession,
        private readonly machine: Machine,
    ) {
        super(session);
    }

    check(olds: Properties, news: Properties): Promise<dynamic.CheckResult> {
        const { session } = this;
        return this.run([news], async (urn) => {
            const { options, problems } = session.options();
            const checked = checkWorkflowRun(news, options?.maxRequestsPerSecond);
            // Without old inputs a create comes next. In a replacement, `diff` has said the reason before.
            if (checked.problems.length === 0 && Object.keys(olds).length === 0 && !this.ownership.isDeclared(urn)) {
                session.report(urn).progress(startReason(checked.inputs));
            }
            return toCheckResult(checked, problems);
        });
    }

    diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
        const { session, ownership } = this;
        return this.run([news], async (urn) => {
            const report = session.report(urn);
            if (ownership.isHeldByOther(urn, id)) {
                report.warn(`run ${id} is the run of another resource of this stack as well`);
            }
            ownership.hold(urn, id, "state", urnOf(olds));
            const isLeft = await this.hasOpenStart(urn, id);
            session.runsOfKnownSecrets.add(id.toLowerCase());
            const decision = diffWorkflowRun(id, olds, news, isLeft, session.clock.wallTime());
            if (decision.kind === "settingsOnly") return {};
            report.info(decision.reason);
            if (decision.kind === "resume") return { changes: true };
            // With `changes` left open the engine works out by itself which inputs differ, which `replaceOnChanges` needs.
            // An outcome is no input, so there the engine would see nothing.
            const byOutcome = decision.properties.includes("runStatus");
            return { replaces: [...decision.properties], ...(byOutcome && { changes: true }) };
        });
    }

    /** Whether the journal knows of a start of this resource that no state holds and that can be settled from here. */
    private async hasOpenStart(urn: string, runId: string): Promise<boolean> {
        const journal = this.journal(urn);
        const records = await journal.read();
        const confirmed = confirmStart(records, runId);
        // That the engine asks about the run is proof as good as the program's.
        if (confirmed !== records) confirmRun(journal.location, runId);
        const open = confirmed.filter(isOpen);
        if (open.length === 0) return false;
        try {
            const { baseUrl } = this.session.connect(NO_REPORT);
            return open.some((record) => record.endpoint === baseUrl);
        } catch {
            // Without a credential there is nothing to be done about it.
            return false;
        }
    }

    create(inputs: Properties): Promise<dynamic.CreateResult> {
        return this.operation([inputs], async (context) => {
            const { runId, outputs } = await createRun(context, inputs);
            this.session.runsOfKnownSecrets.add(runId.toLowerCase());
            return { id: runId, outs: outputs };
        });
    }

    read(id: string, props: Properties = {}): Promise<dynamic.ReadResult> {
        return this.operation([props], async (context) => {
            const result = await readRun(context, id, props);
            return result === "gone" ? {} : { id, props: result };
        });
    }

    update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
        return this.operation([news, olds], async (context) => ({
            outs: await updateRun(context, id, olds, news),
        }));
    }

    delete(id: string, props: Properties): Promise<void> {
        return this.operation([props], (context) => deleteRun(context, id, props));
    }

    private operation<T>(
        propertySets: readonly [Properties, ...Properties[]],
        act: (context: RunContext) => Promise<T>,
    ): Promise<T> {
        const { session, ownership, machine } = this;
        return this.run(propertySets, (urn) =>
            act(new RunServiceContext(session, urn, this.journal(urn), ownership, machine)),
        );
    }

    private journal(urn: string): Journal {
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
        return new StartJournal(journalFile(folder, urn, environment), urn, (text) => session.warnOnce(text));
    }
}

class RunServiceContext extends ServiceContext implements RunContext {
    constructor(
        session: PluginSession,
        urn: string,
        readonly journal: Journal,
        readonly ownership: RunOwnership,
        readonly machine: Machine,
    ) {
        super(session, urn);
    }

    isListening(): Promise<boolean> {
        return this.session.host.watch.isListening();
    }
}
