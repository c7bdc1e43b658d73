import type { z } from "zod";
import { formatProblem, problemsOf, type Problem } from "./validation";

/** Values by property name, as Pulumi passes them: plain JSON. */
export type Properties = Record<string, unknown>;

export interface CheckResult {
    /** The inputs with defaults filled in; as they came, apart from that, when something is wrong with them. */
    readonly inputs: Properties;
    readonly problems: readonly Problem[];
}

/**
 * Inputs that the package adds by itself. Pulumi hides properties whose names start with two underscores from diffs.
 * `__urn`: whose row to write status lines to. `__secretPaths`: which inputs are secret, since values come in clear.
 */
export const HIDDEN_INPUTS = ["__provider", "__urn", "__secretPaths"] as const;

/**
 * Validates the inputs of a resource and fills in defaults. Values that are not known yet pass at any path. No network.
 *
 * @param withDefaults fills in what zod could not, because a value is not known yet
 */
export function checkProperties(
    schema: z.ZodType<object>,
    news: Properties,
    withDefaults: (inputs: Properties) => Properties,
): CheckResult {
    const [visible, hidden] = splitHidden(news);
    const parsed = schema.safeParse(visible);
    const problems = parsed.success ? [] : problemsOf(parsed.error.issues, visible);
    const inputs = parsed.success ? parsed.data : withDefaults(visible);
    return { inputs: { ...inputs, ...hidden }, problems };
}

/**
 * The inputs of an operation: all known, all valid.
 *
 * @throws Error that lists what is wrong. `check` has seen these inputs before, so this means that a value that was
 * unknown then has turned out to be wrong.
 */
export function parseProperties<T>(schema: z.ZodType<T>, properties: Properties): T {
    const [visible] = splitHidden(properties);
    const parsed = schema.safeParse(visible);
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
