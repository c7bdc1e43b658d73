import type * as dynamic from "@pulumi/pulumi/dynamic";
import {
    awaitCompletion,
    checkCompletion,
    completionReason,
    type Properties,
    type RunScene,
    updateCompletion,
} from "../../core";
import { sanitize } from "../runOperation";
import type { PluginSession } from "../session";
import { toCheckResult, urnOf } from "./protocol";

/**
 * The provider object that Pulumi's plugin process calls for every WorkflowRunCompletion. It only looks: what it has seen
 * is history, which a refresh does not ask for again, and deleting the resource does nothing.
 */
export class CompletionProvider implements dynamic.ResourceProvider {
    constructor(private readonly session: PluginSession) {}

    configure(request: dynamic.ConfigureRequest): Promise<void> {
        this.session.configure(request);
        return Promise.resolve();
    }

    async check(olds: Properties, news: Properties): Promise<dynamic.CheckResult> {
        const checked = checkCompletion(news);
        if (checked.problems.length === 0 && Object.keys(olds).length === 0) {
            const urn = urnOf(news);
            this.session.say("info", completionReason(checked.inputs), urn, true);
            await this.session.host.log.flush(urn);
        }
        return toCheckResult(checked, this.session.options().problems);
    }

    diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
        return Promise.resolve(news["runId"] === olds["runId"] ? {} : { replaces: ["runId"] });
    }

    create(inputs: Properties): Promise<dynamic.CreateResult> {
        return this.operation(inputs, async (scene) => ({
            id: String(inputs["runId"]),
            outs: sanitize(await awaitCompletion(scene, inputs, this.mayQuote(inputs))),
        }));
    }

    update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
        return this.operation(news, async (scene) => ({
            outs: sanitize(await updateCompletion(scene, olds, news, this.mayQuote(news))),
        }));
    }

    read(id: string, props: Properties = {}): Promise<dynamic.ReadResult> {
        return Promise.resolve({ id, props: sanitize(props) });
    }

    delete(): Promise<void> {
        return Promise.resolve();
    }

    private mayQuote({ runId }: Properties): boolean {
        return this.session.runsOfKnownSecrets.has(String(runId).toLowerCase());
    }

    private operation<T>(properties: Properties, act: (scene: RunScene) => Promise<T>): Promise<T> {
        const { session } = this;
        const scene = session.withApi(session.scene(urnOf(properties)));
        return session.during(properties, () => act(scene));
    }
}
