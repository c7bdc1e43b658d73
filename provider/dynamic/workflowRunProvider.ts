import type * as dynamic from "@pulumi/pulumi/dynamic";
import { CcmClient, systemClock, type Clock, type Random } from "../ccm";
import {
    checkWorkflowRun,
    createRun,
    deleteRun,
    diffWorkflowRun,
    formatProblem,
    KnownSecrets,
    messageOf,
    readRun,
    RunFailure,
    updateRun,
    type Context,
    type Properties,
    type Report,
} from "../lifecycle";
import { resolveConfiguration } from "./configuration";
import type { EngineLog, Severity } from "./engineLog";
import { InitError } from "./initError";
import { sanitize } from "./sanitize";

export interface Host {
    readonly log: EngineLog;
    readonly environment: NodeJS.ProcessEnv;
    readonly clock?: Clock;
    readonly random?: Random;
}

type ReadConfig = (key: string) => string | undefined;

/**
 * The provider object that Pulumi's plugin process calls for every WorkflowRun. It translates between Pulumi's protocol
 * and the lifecycle floor, and decides nothing.
 */
export class WorkflowRunProvider implements dynamic.ResourceProvider {
    private readConfig: ReadConfig = () => undefined;
    private client: CcmClient | undefined;
    private readonly secrets = new KnownSecrets();

    constructor(private readonly host: Host) {}

    /**
     * Only keeps the configuration. Pulumi does not wait for this before other calls, so nothing here may take time;
     * and an error here would leave an unconfigured provider behind, so settings are judged when they are first used.
     */
    configure(request: dynamic.ConfigureRequest): Promise<void> {
        this.readConfig = (key) => request.config.get(key);
        return Promise.resolve();
    }

    check(olds: Properties, news: Properties): Promise<dynamic.CheckResult> {
        const { inputs, problems } = checkWorkflowRun(news);
        return Promise.resolve({
            inputs: sanitize(inputs),
            // The property goes into the reason: where it is a field of its own, the engine prints its value, secret or not.
            failures: problems.map((problem) => ({ property: "", reason: formatProblem(problem) })),
        });
    }

    async diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
        const decision = diffWorkflowRun(id, olds, news);
        if (decision.kind === "settingsOnly") return {};
        this.secrets.learn(news);
        this.say("info", decision.reason, news["__urn"], false);
        await this.host.log.flush();
        if (decision.kind === "resume") return { changes: true };
        // With `changes` left open the engine works out by itself which inputs differ, which `replaceOnChanges` needs.
        // An outcome is no input, so there the engine would see nothing.
        const byOutcome = decision.properties.includes("runStatus");
        return { replaces: [...decision.properties], ...(byOutcome && { changes: true }) };
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
            return await operation(this.context(properties["__urn"]));
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

    private context(urn: unknown): Context {
        const line = (severity: Severity, ephemeral: boolean) => (text: string) =>
            this.say(severity, text, urn, ephemeral);
        const report: Report = {
            progress: line("info", true),
            info: line("info", false),
            warn: line("warning", false),
        };
        const { clock = systemClock, random = Math.random } = this.host;
        const connect = () => this.connect(report, clock, random);
        return {
            // Only when something is asked: leaving a run as it is needs no credential.
            get api() {
                return connect();
            },
            clock,
            random,
            report,
            redact: this.secrets.redact,
        };
    }

    private connect(report: Report, clock: Clock, random: Random): CcmClient {
        if (this.client === undefined) {
            const { settings, notice } = resolveConfiguration(this.readConfig, this.host.environment);
            this.client = new CcmClient(settings, { clock, random, redact: this.secrets.redact });
            if (notice !== undefined) report.info(notice);
        }
        return this.client;
    }

    private say(severity: Severity, text: string, urn: unknown, ephemeral: boolean): void {
        this.host.log.send({
            severity,
            text: this.secrets.redact(text),
            urn: typeof urn === "string" ? urn : "",
            ephemeral,
        });
    }
}

/** An error without a stack: Pulumi's plugin process prints the stack beside the message, and it helps nobody there. */
function quietError(message: string): Error {
    const error = new Error(message);
    error.stack = "";
    return error;
}
