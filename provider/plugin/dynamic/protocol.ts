import type * as dynamic from "@pulumi/pulumi/dynamic";
import { type CheckResult, formatProblem, type Properties } from "../../core";
import { sanitize } from "../runOperation";

/**
 * What a check found, of the inputs and of the provider's settings, in Pulumi's form. The property goes into the reason:
 * where it is a field of its own, the engine prints its value, secret or not.
 */
export function toCheckResult({ inputs, problems }: CheckResult, settings: readonly string[]): dynamic.CheckResult {
    const reasons = [...settings, ...problems.map(formatProblem)];
    return { inputs: sanitize(inputs), failures: reasons.map((reason) => ({ property: "", reason })) };
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

/** An error without a stack: Pulumi's plugin process prints the stack beside the message, and it helps nobody there. */
export function quietError(message: string): Error {
    const error = new Error(message);
    error.stack = "";
    return error;
}
