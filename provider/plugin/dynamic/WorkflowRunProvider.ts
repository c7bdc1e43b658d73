import { normalRunId } from "../../contract/runId";
import type * as dynamic from "@pulumi/pulumi/dynamic";
import { MESSAGE_CODES, withCode } from "../../contract/messageCodes";
import {
    checkWorkflowRun,
    type RunContext,
    createRun,
    deleteRun,
    diffWorkflowRun,
    type Machine,
    type Properties,
    readRun,
    startReason,
    updateRun,
    whyFailed,
    withKeptSecretPaths,
} from "../../core";
import { RunStarts } from "../runStarts";
import type { PluginSession } from "../session";
import { DynamicProvider, toCheckResult } from "./protocol";

/**
 * The provider object that Pulumi's plugin process calls for every WorkflowRun. It translates between Pulumi's protocol
 * and `core`, and decides nothing.
 */
export class WorkflowRunProvider extends DynamicProvider implements dynamic.ResourceProvider {
    private readonly starts: RunStarts;

    constructor(session: PluginSession, machine: Machine) {
        super(session);
        this.starts = new RunStarts(session, machine);
    }

    check(olds: Properties, news: Properties): Promise<dynamic.CheckResult> {
        const { session, starts } = this;
        return this.runAsNamed(news, async (urn) => {
            const { options, problems } = session.options();
            const checked = checkWorkflowRun(news, options?.maxRequestsPerSecond);
            const inputs = withKeptSecretPaths(
                olds,
                this.keepIdentity(olds, starts.stamped(urn, olds, checked.inputs)),
            );
            // Without old inputs a create follows. In a replacement, `diff` has already logged the reason.
            if (checked.problems.length === 0 && Object.keys(olds).length === 0 && !starts.ownership.isHolder(urn)) {
                session.report(urn).progress(startReason(checked.inputs));
            }
            return toCheckResult({ ...checked, inputs }, problems);
        });
    }

    diff(stored: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
        const { session, starts } = this;
        const id = normalRunId(stored);
        return this.run([news], async (urn) => {
            const report = session.report(urn);
            const other = starts.ownership.otherHolder(urn, id);
            if (other !== undefined) report.warn(`run ${id} is also the run of ${other}`);
            starts.ownership.hold(urn, id, "state");
            starts.sawInState(urn, id, olds);
            const isLeft = await starts.hasOpenStart(urn, id, olds);
            const decision = diffWorkflowRun(id, olds, news, isLeft, session.clock.wallTime());
            if (decision.kind === "settingsOnly") return {};
            // The engine also calls `diff` in a refresh, which should not report what an update would do.
            if (this.isDeclared(urn)) {
                const tellsWhy =
                    decision.code === MESSAGE_CODES.rerun &&
                    !(await session.isSecretOutput(urn, [news, olds], "statusDetail"));
                report.info(withCode(decision.reason + (tellsWhy ? whyFailed(olds) : ""), decision.code));
            }
            if (decision.kind === "resume") return { changes: true };
            // Without `changes` the engine compares the inputs itself, which `replaceOnChanges` needs. `runStatus` is
            // not an input, so the engine would find no difference.
            const byOutcome = decision.properties.includes("runStatus");
            return { replaces: [...decision.properties], ...(byOutcome && { changes: true }) };
        });
    }

    create(inputs: Properties): Promise<dynamic.CreateResult> {
        return this.runAsNamed(inputs, async (urn) => {
            const { runId, outputs } = await createRun(this.starts.context(urn, [inputs]), inputs);
            this.session.resourcesByRun.set(runId.toLowerCase(), { urn, properties: inputs });
            return { id: runId, outs: outputs };
        });
    }

    read(id: string, props: Properties = {}): Promise<dynamic.ReadResult> {
        return this.operation([props], async (context) => {
            this.starts.sawInState(context.urn, id, props);
            const result = await readRun(context, normalRunId(id), props);
            return result === "gone" ? {} : { id, props: result };
        });
    }

    update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
        return this.operation([news, olds], async (context) => ({
            outs: await updateRun(context, normalRunId(id), olds, news),
        }));
    }

    delete(id: string, props: Properties): Promise<void> {
        return this.operation([props], (context) => {
            this.starts.sawInState(context.urn, id, props);
            return deleteRun(context, normalRunId(id), props);
        });
    }

    private operation<T>(
        propertySets: readonly [Properties, ...Properties[]],
        act: (context: RunContext) => Promise<T>,
    ): Promise<T> {
        return this.run(propertySets, (urn) => act(this.starts.context(urn, propertySets)));
    }
}
