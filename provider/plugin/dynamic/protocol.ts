import type * as dynamic from "@pulumi/pulumi/dynamic";
import { type CheckResult, formatProblem, type Properties, RunFailure } from "../../core";
import { runOperation } from "../runOperation";
import type { PluginSession } from "../session";

/**
 * What a check found, of the inputs and of the provider's settings, in Pulumi's form. The property goes into the reason:
 * where it is a field of its own, the engine prints its value, secret or not.
 */
export function toCheckResult({ inputs, problems }: CheckResult, settings: readonly string[]): dynamic.CheckResult {
    const reasons = [...settings, ...problems.map(formatProblem)];
    return { inputs, failures: reasons.map((reason) => ({ property: "", reason })) };
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

export function urnOf({ __urn }: Properties): string {
    return typeof __urn === "string" ? __urn : "";
}

/** What the providers of all resource types share. */
export abstract class DynamicProvider {
    constructor(protected readonly session: PluginSession) {}

    configure({ config }: dynamic.ConfigureRequest): Promise<void> {
        this.session.configure((key) => config.get(key));
        return Promise.resolve();
    }

    /**
     * Runs an operation on a resource.
     *
     * @param propertySets the resource's properties, as Pulumi passed them; those that are to be in state come first
     * @throws InitError when the run is there and not as asked for
     */
    protected async run<T>(
        propertySets: readonly [Properties, ...Properties[]],
        operation: (urn: string) => Promise<T>,
    ): Promise<T> {
        const [properties] = propertySets;
        const urn = urnOf(properties);
        try {
            return await runOperation(this.session, urn, propertySets, () => operation(urn));
        } catch (error) {
            if (!(error instanceof RunFailure)) throw error;
            throw new InitError(error.runId, error.reason, { ...error.outputs, __provider: properties["__provider"] });
        }
    }
}
