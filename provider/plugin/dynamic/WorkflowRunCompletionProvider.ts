import type * as dynamic from "@pulumi/pulumi/dynamic";
import {
    awaitCompletion,
    checkCompletion,
    completionReason,
    type Properties,
    type WaitContext,
    updateCompletion,
} from "../../core";
import { ServiceContext } from "../serviceContext";
import { DynamicProvider, toCheckResult } from "./protocol";

/**
 * The provider object that Pulumi's plugin process calls for every WorkflowRunCompletion. It only looks: what it has seen
 * is history, which a refresh does not ask for again, and deleting the resource does nothing.
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
            outs: await awaitCompletion(new ServiceContext(this.session, urn, [inputs]), inputs, () =>
                this.mayQuote(inputs),
            ),
        }));
    }

    update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
        return this.operation(news, async (context) => ({
            outs: await updateCompletion(context, olds, news, () => this.mayQuote(news)),
        }));
    }

    read(id: string, props: Properties = {}): Promise<dynamic.ReadResult> {
        return this.operation(props, () => Promise.resolve({ id, props }));
    }

    delete(): Promise<void> {
        return Promise.resolve();
    }

    private async mayQuote({ runId }: Properties): Promise<boolean> {
        const urn = this.session.runsOfKnownSecrets.get(String(runId).toLowerCase());
        return urn !== undefined && !(await this.session.isSecretOutput(urn, [], "statusDetail"));
    }

    private operation<T>(properties: Properties, act: (context: WaitContext) => Promise<T>): Promise<T> {
        const { session } = this;
        return this.run([properties], (urn) => act(new ServiceContext(session, urn, [properties])));
    }
}
