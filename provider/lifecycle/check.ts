import { workflowRunInputs, HIDDEN_INPUTS, type WorkflowRunInputs } from "./inputs";
import { formatProblem, problemsOf, type Problem } from "./problems";
import { isUnknown } from "./unknowns";

/** Values by property name, as Pulumi passes them: plain JSON. */
export type Properties = Record<string, unknown>;

export interface CheckResult {
    /** The inputs with defaults filled in; as they came, apart from that, when something is wrong with them. */
    readonly inputs: Properties;
    readonly problems: readonly Problem[];
}

/**
 * Validates the inputs of a run and fills in defaults. Values that are not known yet pass at any path. No network.
 */
export function checkWorkflowRun(news: Properties): CheckResult {
    const [visible, hidden] = splitHidden(news);
    const parsed = workflowRunInputs.safeParse(visible);
    const problems = parsed.success ? [] : problemsOf(parsed.error.issues, visible);
    const inputs = parsed.success ? parsed.data : withDefaults(visible);
    return { inputs: { ...inputs, ...hidden }, problems };
}

/**
 * The inputs of a run that is about to be started or looked after: all known, all valid.
 *
 * @throws Error that lists what is wrong. `check` has seen these inputs before, so this means that a value that was
 * unknown then has turned out to be wrong.
 */
export function parseInputs(properties: Properties): WorkflowRunInputs {
    const [visible] = splitHidden(properties);
    const parsed = workflowRunInputs.safeParse(visible);
    if (parsed.success) return parsed.data;
    throw new Error(problemsOf(parsed.error.issues, visible).map(formatProblem).join("; "));
}

/** Apart: the properties a person wrote, without those that are `null`, and the hidden ones. */
function splitHidden(properties: Properties): [visible: Properties, hidden: Properties] {
    const isHidden = ([name]: [string, unknown]) => (HIDDEN_INPUTS as readonly string[]).includes(name);
    const entries = Object.entries(properties);
    return [
        Object.fromEntries(entries.filter((entry) => !isHidden(entry) && entry[1] !== null)),
        Object.fromEntries(entries.filter(isHidden)),
    ];
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
