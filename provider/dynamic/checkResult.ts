import type * as dynamic from "@pulumi/pulumi/dynamic";
import { formatProblem, type CheckResult } from "../lifecycle";
import { sanitize } from "./sanitize";

/**
 * What a check found, in Pulumi's form. The property goes into the reason: where it is a field of its own, the engine
 * prints its value, secret or not.
 */
export function toCheckResult({ inputs, problems }: CheckResult): dynamic.CheckResult {
    return {
        inputs: sanitize(inputs),
        failures: problems.map((problem) => ({ property: "", reason: formatProblem(problem) })),
    };
}
