import type { z } from "zod";
import { formatPath, valueAt, type Path } from "./values";
import { isUnknown } from "./unknowns";

/** What is wrong with an input: where, and one sentence. */
export interface Problem {
    readonly path: Path;
    readonly text: string;
}

/** `graphId must be a UUID`, with the path as the person wrote it. */
export function formatProblem({ path, text }: Problem): string {
    return path.length === 0 ? text : `${formatPath(path)} ${text}`;
}

/**
 * The problems in what zod found, without those that only say that a value is not known yet. No text quotes a value.
 */
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

/** Which members an object has cannot be judged while one of them may still turn out to be left out. */
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
