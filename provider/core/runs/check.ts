import { workflowRunInputs, type WorkflowRunInputs } from "./runInputs";
import { checkProperties, parseProperties, type CheckResult, type Properties } from "../properties";
import { formatDuration, parseDuration } from "../text";
import type { Problem } from "../validation";
import { isRecord } from "../records";
import { isUnknown } from "../unknowns";

/**
 * Validates the inputs of a run and fills in defaults. Values that are not known yet pass at any path. No network.
 *
 * @param maxRequestsPerSecond as far as it is known: a time limit must leave room for a request
 */
export function checkWorkflowRun(news: Properties, maxRequestsPerSecond = Infinity): CheckResult {
    const { inputs, problems } = checkProperties(workflowRunInputs, news, withDefaults);
    return { inputs, problems: [...problems, ...tooShort(inputs["timeouts"], maxRequestsPerSecond)] };
}

function tooShort(timeouts: unknown, maxRequestsPerSecond: number): Problem[] {
    const pauseMs = 1000 / maxRequestsPerSecond;
    const entries = isRecord(timeouts) ? Object.entries(timeouts) : [];
    const limitMs = (value: unknown) => (typeof value === "string" ? parseDuration(value) : undefined) ?? Infinity;
    return entries
        .filter(([, value]) => limitMs(value) < pauseMs)
        .map(([name]) => ({
            path: ["timeouts", name],
            text: `is shorter than the ${formatDuration(pauseMs)} between two requests: raise it, or maxRequestsPerSecond`,
        }));
}

/**
 * The inputs of a run that is about to be started or looked after: all known, all valid.
 *
 * @throws Error that lists what is wrong. `check` has seen these inputs before, so this means that a value that was
 * unknown then has turned out to be wrong.
 */
export function parseInputs(properties: Properties): WorkflowRunInputs {
    return parseProperties(workflowRunInputs, properties);
}

/** Defaults for inputs that zod could not finish because a value is not known yet. */
function withDefaults(inputs: Properties): Properties {
    const { timeouts, graphVersion } = inputs;
    const defaults = workflowRunInputs.pick({ waitFor: true, rerunOn: true, stopOnDelete: true, timeouts: true });
    const filled = defaults.parse({});
    return {
        ...filled,
        ...inputs,
        ...(typeof graphVersion === "number" ? { graphVersion: String(graphVersion) } : {}),
        ...(isUnknown(timeouts) ? {} : { timeouts: { ...filled.timeouts, ...(timeouts as object | undefined) } }),
    };
}
