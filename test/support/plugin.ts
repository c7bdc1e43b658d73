import assert from "node:assert/strict";
import { Ccm } from "./control";
import { CallError, PluginProcess, PROVIDER_TEXT, URN, type EngineLine, type Properties } from "./pluginProcess";
import { environmentFor, kubernetesRun } from "./scenario";

interface PluginOptions {
    /** The package of Pulumi's SDK, or the alias of another version of it. */
    readonly sdk?: string;
    /** Added to the environment of the plugin process, which has the endpoint and a Writer's token by default. */
    readonly environment?: NodeJS.ProcessEnv;
    /** The stack's configuration, as the engine hands it over. */
    readonly configuration?: (ccm: Ccm) => Readonly<Record<string, string>>;
    readonly simulator?: Parameters<typeof Ccm.start>[0];
}

/** A CCM, the real plugin process, and helpers for the resources of a test. */
export class PluginScenario implements AsyncDisposable {
    private resources = 0;

    private constructor(
        readonly ccm: Ccm,
        readonly plugin: PluginProcess,
    ) {}

    static async start({
        sdk = "@pulumi/pulumi",
        environment,
        configuration,
        simulator,
    }: PluginOptions = {}): Promise<PluginScenario> {
        const ccm = await Ccm.start(simulator);
        let plugin: PluginProcess | undefined;
        try {
            plugin = await PluginProcess.start(sdk, { ...environmentFor(ccm), ...environment });
            await plugin.configure(configuration?.(ccm) ?? {});
            return new PluginScenario(ccm, plugin);
        } catch (error) {
            plugin?.stop();
            await ccm.close();
            throw error;
        }
    }

    async [Symbol.asyncDispose](): Promise<void> {
        this.plugin.stop();
        await this.ccm.close();
    }

    /** The checked inputs of a run, for a resource of its own unless it is named. */
    inputs(args: Record<string, unknown> = {}, name?: string): Promise<Properties> {
        return this.checked(this.news("workflowRun", kubernetesRun(args).args as Properties, name));
    }

    /** The checked inputs of another resource of the package. @param handler its function in the subpath `runtime` */
    inputsOf(handler: "computeCluster" | "workflowRunCompletion", args: Properties): Promise<Properties> {
        return this.checked(this.news(handler, args));
    }

    /** The failures that `check` reports for the inputs of a run. */
    async failures(args: Record<string, unknown> = {}): Promise<readonly { property: string; reason: string }[]> {
        const news = this.news("workflowRun", kubernetesRun(args).args as Properties);
        return (await this.plugin.check({}, news)).failures;
    }

    /** The lines logged on the row of a resource, in order. */
    linesOf(inputs: Properties): readonly EngineLine[] {
        return this.plugin.lines.filter(({ urn }) => urn === inputs["__urn"]);
    }

    textsOf(inputs: Properties): readonly string[] {
        return this.linesOf(inputs).map(({ text }) => text);
    }

    private async checked(news: Properties): Promise<Properties> {
        const { inputs, failures } = await this.plugin.check({}, news);
        assert.deepEqual(failures, []);
        return inputs;
    }

    private news(handler: string, args: Properties, name = `resource-${(this.resources += 1)}`): Properties {
        const __provider = PROVIDER_TEXT.replace("workflowRun", handler);
        return { __provider, __urn: URN.replace(/[^:]*$/, name), ...args };
    }

    /** Resets the settings of an earlier test. */
    async reset(): Promise<void> {
        await this.ccm.script({});
        await this.ccm.clearFaults();
        await this.ccm.forgetRequests();
    }
}

/** One CCM and one plugin process for all tests of a `describe`. */
export function sharedPlugin(options?: PluginOptions): () => PluginScenario {
    let scenario: PluginScenario | undefined;
    before(async () => (scenario = await PluginScenario.start(options)));
    beforeEach(() => scenario?.reset());
    after(() => scenario?.[Symbol.asyncDispose]());
    return () => {
        assert.ok(scenario !== undefined, "requested before the tests have started");
        return scenario;
    };
}

/** The failure of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<CallError> {
    const error = await call.then(
        () => undefined,
        (reason: unknown) => reason,
    );
    assert.ok(error instanceof CallError, `the call did not fail: ${String(error)}`);
    return error;
}
