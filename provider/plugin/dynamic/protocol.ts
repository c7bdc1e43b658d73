import type * as dynamic from "@pulumi/pulumi/dynamic";
import { formatProblem, type CheckResult } from "../../core";
import { sanitize } from "../runOperation";

/**
 * What a check found, of the inputs and of the provider's settings, in Pulumi's form. The property goes into the reason:
 * where it is a field of its own, the engine prints its value, secret or not.
 */
export function toCheckResult({ inputs, problems }: CheckResult, settings: readonly string[]): dynamic.CheckResult {
    const reasons = [...settings, ...problems.map(formatProblem)];
    return { inputs: sanitize(inputs), failures: reasons.map((reason) => ({ property: "", reason })) };
}
