import type * as dynamic from "@pulumi/pulumi/dynamic";
import {
    awaitCompletion,
    checkCompletion,
    completionReason,
    type Properties,
    type CompletionWait,
    updateCompletion,
} from "../../core";
import { ServiceContext } from "../serviceContext";
import type { PluginSession } from "../session";
import { DynamicProvider, toCheckResult } from "./protocol";

/**
 * The provider object that Pulumi's plugin process calls for every WorkflowRunCompletion. It only reads: a result is
 * final, so a refresh does not read it again, and deleting the resource does nothing.
 */
export class WorkflowRunCompletionProvider extends DynamicProvider implements dynamic.ResourceProvider {
    check(olds: Properties, news: Properties): Promise<dynamic.CheckResult> {
        const { session } = this;
        return this.runAsNamed(news, async (urn) => {
            const checked = checkCompletion(news);
            if (checked.problems.length === 0 && Object.keys(olds).length === 0) {
                session.report(urn).progress(completionReason(checked.inputs));
            }
            const inputs = this.keepIdentity(olds, checked.inputs);
            return toCheckResult({ ...checked, inputs }, session.options().problems);
        });
    }

    diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
        return Promise.resolve(news["runId"] === olds["runId"] ? {} : { replaces: ["runId"] });
    }

    create(inputs: Properties): Promise<dynamic.CreateResult> {
        return this.runAsNamed(inputs, async (urn) => ({
            id: String(inputs["runId"]),
            outs: await awaitCompletion(new CompletionContext(this.session, urn, inputs), inputs),
        }));
    }

    update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
        return this.operation(news, async (context) => ({
            outs: await updateCompletion(context, olds, news),
        }));
    }

    read(id: string, props: Properties = {}): Promise<dynamic.ReadResult> {
        return this.operation(props, () => Promise.resolve({ id, props }));
    }

    delete(): Promise<void> {
        return Promise.resolve();
    }

    private operation<T>(properties: Properties, act: (context: CompletionWait) => Promise<T>): Promise<T> {
        const { session } = this;
        return this.run([properties], (urn) => act(new CompletionContext(session, urn, properties)));
    }
}

/** Context of a completion. Its run's secrets are known only if the run is a resource of this process. */
class CompletionContext extends ServiceContext implements CompletionWait {
    constructor(
        session: PluginSession,
        urn: string,
        private readonly properties: Properties,
    ) {
        super(session, urn, [properties]);
    }

    private get ofRun() {
        return this.session.resourcesByRun.get(String(this.properties["runId"]).toLowerCase());
    }

    get knowsRun(): boolean {
        return this.ofRun !== undefined;
    }

    override async knowSecrets(said: unknown): Promise<void> {
        const { ofRun } = this;
        if (ofRun !== undefined) await this.session.knowSecrets(ofRun.urn, [ofRun.properties], said);
    }

    override async isSecretOutput(name: string): Promise<boolean> {
        const { ofRun } = this;
        return ofRun !== undefined && this.session.isSecretOutput(ofRun.urn, [ofRun.properties], name);
    }
}
