import { z } from "zod";
import { HIDDEN_INPUTS } from "../contract/resources";
import { parseDuration } from "./text";
import { formatPath, isUnknown, type Path, valueAt, withoutNulls } from "./values";

/** A validation problem: the path of the input and one sentence. */
export interface Problem {
    readonly path: Path;
    readonly text: string;
}

/** Formats a problem as `graphId must be a UUID`, with the path as the user wrote it. */
export function formatProblem({ path, text }: Problem): string {
    return path.length === 0 ? text : `${formatPath(path)} ${text}`;
}

/** Converts zod issues to problems, except those of values that are not known yet. No text quotes a value. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], root: unknown): Problem[] {
    return issues.flatMap((issue) => {
        const path = issue.path as Path;
        const value = valueAt(root, path);
        if (isUnknown(value) || (issue.code === "custom" && hasUnknownMember(value))) return [];
        if (issue.code === "unrecognized_keys")
            return issue.keys.map((key) => ({ path: [...path, key], text: issue.message }));
        return [{ path, text: sentence(issue, value) }];
    });
}

/** The set of members cannot be validated while an unknown member may still turn out to be omitted. */
function hasUnknownMember(value: unknown): boolean {
    return typeof value === "object" && value !== null && Object.values(value).some(isUnknown);
}

function sentence(issue: z.core.$ZodIssue, value: unknown): string {
    if (value === undefined) return "is required";
    switch (issue.code) {
        case "invalid_type":
            if (issue.expected === "int" && typeof value === "number") return "must be a whole number";
            return `must be ${article(issue.expected)}, not ${article(typeName(value))}`;
        case "invalid_value":
            return `must be ${list(issue.values.map((allowed) => JSON.stringify(allowed)))}`;
        case "invalid_key":
            return "must not have an empty key";
        default:
            return issue.message;
    }
}

function typeName(value: unknown): string {
    if (value === null) return "null";
    return Array.isArray(value) ? "array" : typeof value;
}

function article(type: string): string {
    const name = type === "record" ? "object" : type;
    return name === "null" ? name : `${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`;
}

function list(items: readonly string[]): string {
    return items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;
}

/** Values by property name, as Pulumi passes them: plain JSON. */
export type Properties = Record<string, unknown>;

export interface CheckResult {
    /** The inputs with defaults filled in; otherwise unchanged when there are problems. */
    readonly inputs: Properties;
    readonly problems: readonly Problem[];
}

/**
 * Validates the inputs of a resource and fills in defaults. Accepts unknown values at any path. Sends no requests.
 *
 * @param withDefaults fills in defaults that zod could not because a value is not known yet
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
 * Parses the inputs of an operation, all of which must be known and valid.
 *
 * @throws Error that lists the problems. `check` has accepted these inputs, so a value that was unknown then is
 * invalid.
 */
export function parseProperties<T>(schema: z.ZodType<T>, properties: Properties): T {
    const [visible] = splitHidden(properties);
    const parsed = schema.safeParse(visible);
    if (parsed.success) return parsed.data;
    throw new Error(problemsOf(parsed.error.issues, visible).map(formatProblem).join("; "));
}

/** Properties with free-form content, which is sent to CCM or stored in state unchanged. */
const FREE_FORM = ["jobSpec", "triggers", "kubeconfig"];

/** Separates the properties that the user wrote, without `null` members, from the hidden ones. */
function splitHidden(properties: Properties): [visible: Properties, hidden: Properties] {
    const isHidden = ([name]: [string, unknown]) => (HIDDEN_INPUTS as readonly string[]).includes(name);
    const entries = Object.entries(properties);
    const visible = Object.fromEntries(entries.filter((entry) => !isHidden(entry)));
    return [withoutNulls(visible, FREE_FORM) as Properties, Object.fromEntries(entries.filter(isHidden))];
}

/*
 * Building blocks of all resource schemas. Problem texts never quote a value: it may be a secret.
 */

export const uuid = z.guid("must be a UUID, such as 0b0f6bf7-6f5c-4b0b-9c62-3f1a9f6f1a11");
export const nonEmpty = z.string().min(1, "must not be empty");

const NOT_WHOLE = 'must be a string or a whole number: write "1.10" in quotes, because as a number it is 1.1';

/** A graph version. The number 1.10 equals 1.1, which is another version, so only whole numbers are accepted. */
export const graphVersion = z
    .union([nonEmpty, z.number().refine(Number.isSafeInteger, NOT_WHOLE)], { error: "must be a string" })
    .transform(String);

export const duration = z.string().refine((text) => parseDuration(text) !== undefined, {
    error: 'must be a duration such as "90s", "15m" or "1h30m", more than 0 and at most 366 days',
});

/** An object with no properties other than these. */
export function object<T extends z.ZodRawShape>(shape: T) {
    return z.strictObject(shape, {
        error: ({ code }) =>
            code === "unrecognized_keys"
                ? `is not a known property; known properties: ${Object.keys(shape).join(", ")}`
                : undefined,
    });
}

/** An object that has exactly one of these properties. */
export function exactlyOne<T extends z.ZodRawShape>(shape: T) {
    return object(shape).superRefine(hasOneOf(Object.keys(shape)));
}

/** For `superRefine`: exactly one of these properties is set. */
export function hasOneOf(names: readonly string[]) {
    return (value: object, context: z.core.$RefinementCtx): void => {
        const given = names.filter((name) => (value as Record<string, unknown>)[name] !== undefined);
        if (given.length === 1) return;
        const found = given.length === 0 ? "has none of them" : "has both";
        context.issues.push({
            code: "custom",
            message: `must have exactly one of ${names.join(" and ")}, and ${found}`,
            input: value,
        });
    };
}
