import type * as dynamic from "@pulumi/pulumi/dynamic";
import { shownText } from "../../contract/shownText";
import { type CheckResult, formatProblem, type Properties, RunFailure } from "../../core";
import { runOperation } from "../runOperation";
import type { PluginSession } from "../session";

/**
 * What a check found, of the inputs and of the provider's settings, in Pulumi's form. The property goes into the reason:
 * where it is a field of its own, the engine prints its value, secret or not.
 */
export function toCheckResult({ inputs, problems }: CheckResult, settings: readonly string[]): dynamic.CheckResult {
    const reasons = [...settings, ...problems.map(formatProblem)];
    return { inputs, failures: reasons.map((reason) => ({ property: "", reason: shownText(reason) })) };
}

/**
 * The error by which Pulumi's plugin process learns that a resource is there but not as asked for: the engine then
 * records its id and outputs. Of this error people see `reasons`, not the message.
 */
export class InitError extends Error {
    readonly reasons: readonly string[];

    constructor(
        readonly id: string,
        reason: string,
        /** Complete outputs, plain JSON, with `__provider`. What is missing is lost. */
        readonly properties: Record<string, unknown>,
    ) {
        super(reason);
        this.name = "InitError";
        this.reasons = [reason];
    }
}

function ownUrn({ __urn }: Properties): string {
    return typeof __urn === "string" ? __urn : "";
}

/** What the providers of all resource types share. */
export abstract class DynamicProvider {
    /** What resources are called now, by what their state says of them. */
    private readonly urns = new Map<string, string>();
    /** What a program declares: what was checked in this process. */
    private readonly declared = new Set<string>();

    constructor(protected readonly session: PluginSession) {}

    configure({ config }: dynamic.ConfigureRequest): Promise<void> {
        this.session.configure((key) => config.get(key));
        return Promise.resolve();
    }

    /**
     * Takes note of what a resource is called now, and keeps what its state calls it: Pulumi renames no inputs with a stack or a
     * resource, and what differs there would be a change.
     *
     * @param olds the inputs in state; none for a create
     */
    protected keepIdentity(olds: Properties, inputs: Properties): Properties {
        const { __urn } = olds;
        this.declared.add(ownUrn(inputs));
        if (typeof __urn !== "string") return inputs;
        this.urns.set(identityOf(olds), ownUrn(inputs));
        return { ...inputs, __urn };
    }

    /** Whether a program at hand declares a resource: a refresh asks for a diff without one. */
    protected isDeclared(urn: string): boolean {
        return this.declared.has(urn);
    }

    /** What a resource in state is called now, as far as that is known: where no program runs, nothing is. */
    protected urnOf(properties: Properties): string {
        return this.urns.get(identityOf(properties)) ?? ownUrn(properties);
    }

    /**
     * Runs an operation on a resource.
     *
     * @param propertySets the resource's properties, as Pulumi passed them; those that are to be in state come first
     * @param urn what it is called, for one that is not in state yet
     * @throws InitError when the run is there and not as asked for
     */
    protected async run<T>(
        propertySets: readonly [Properties, ...Properties[]],
        operation: (urn: string) => Promise<T>,
        urn = this.urnOf(propertySets[0]),
    ): Promise<T> {
        const [properties] = propertySets;
        try {
            return await runOperation(this.session, urn, propertySets, () => operation(urn));
        } catch (error) {
            if (!(error instanceof RunFailure)) throw error;
            throw new InitError(error.runId, error.reason, { ...error.outputs, __provider: properties["__provider"] });
        }
    }

    /** The same for a check and a create, whose properties say what the resource is called. */
    protected runAsNamed<T>(properties: Properties, operation: (urn: string) => Promise<T>): Promise<T> {
        return this.run([properties], operation, ownUrn(properties));
    }
}

/** What tells a resource in state from others, whatever it is called: the stamp of its create, or the name it had first. */
function identityOf(properties: Properties): string {
    const { __start } = properties;
    return typeof __start === "string" ? __start : ownUrn(properties);
}
