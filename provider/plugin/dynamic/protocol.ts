import type * as dynamic from "@pulumi/pulumi/dynamic";
import { shownText } from "../../contract/shownText";
import { type CheckResult, formatProblem, type Properties, RunFailure } from "../../core";
import { runOperation } from "../runOperation";
import type { PluginSession } from "../session";

/**
 * Converts the result of a check, with problems of the provider's settings, to Pulumi's form. The property's name is
 * part of the reason: for a separate `property` the engine prints the value, secret or not.
 */
export function toCheckResult({ inputs, problems }: CheckResult, settings: readonly string[]): dynamic.CheckResult {
    const reasons = [...settings, ...problems.map(formatProblem)];
    return { inputs, failures: reasons.map((reason) => ({ property: "", reason: shownText(reason) })) };
}

/**
 * Tells Pulumi's plugin process that a resource exists but is not in the requested state: the engine then records its
 * id and outputs. Users see `reasons`, not the message.
 */
export class InitError extends Error {
    readonly reasons: readonly string[];

    constructor(
        readonly id: string,
        reason: string,
        /** Complete outputs as plain JSON, with `__provider`. Missing properties are lost. */
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

/** Base class of the providers of all resource types. */
export abstract class DynamicProvider {
    /** Current URNs of resources, by `identityOf` their state. */
    private readonly urns = new Map<string, string>();
    /** URNs of resources that a program declares: those that were checked in this process. */
    private readonly declared = new Set<string>();

    constructor(protected readonly session: PluginSession) {}

    configure({ config }: dynamic.ConfigureRequest): Promise<void> {
        this.session.configure((key) => config.get(key));
        return Promise.resolve();
    }

    /**
     * Records the current URN of a resource and returns its inputs with the `__urn` in state: Pulumi does not rename
     * inputs with a stack or a resource, so another `__urn` would show as a change.
     *
     * @param olds inputs in state; empty for a create
     */
    protected keepIdentity(olds: Properties, inputs: Properties): Properties {
        const { __urn } = olds;
        this.declared.add(ownUrn(inputs));
        if (typeof __urn !== "string") return inputs;
        this.urns.set(identityOf(olds), ownUrn(inputs));
        return { ...inputs, __urn };
    }

    /** Whether a program declares a resource: a refresh calls `diff` without a program. */
    protected isDeclared(urn: string): boolean {
        return this.declared.has(urn);
    }

    /** Current URN of a resource in state; without a program, the URN in its state. */
    protected urnOf(properties: Properties): string {
        return this.urns.get(identityOf(properties)) ?? ownUrn(properties);
    }

    /**
     * Runs an operation on a resource.
     *
     * @param propertySets properties of the resource as passed by Pulumi; those for the new state come first
     * @param urn current URN, needed for a resource that is not in state yet
     * @throws InitError if the run exists but is not in the requested state
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

    /** Like `run`, for a check or a create, whose properties contain the current URN. */
    protected runAsNamed<T>(properties: Properties, operation: (urn: string) => Promise<T>): Promise<T> {
        return this.run([properties], operation, ownUrn(properties));
    }
}

/** Identifies a resource in state regardless of renames: by the stamp of its create, or by its first URN. */
function identityOf(properties: Properties): string {
    const { __start } = properties;
    return typeof __start === "string" ? __start : ownUrn(properties);
}
