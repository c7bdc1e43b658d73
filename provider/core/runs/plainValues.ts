import type { Problem } from "../validation";
import { isRecord, type Path } from "../values";

/** Maximum nesting depth: neither Pulumi nor Kubernetes accepts deeper values. */
const DEEPEST = 100;

/** Problems of a value that is sent to CCM unchanged: parts that JSON or JavaScript would change silently. */
export function plainValueProblems(value: unknown, path: Path): Problem[] {
    if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
        return [{ path, text: "is a number that JavaScript cannot represent exactly; write it as a string" }];
    }
    if (path.length > DEEPEST) return [{ path: path.slice(0, 3), text: `is nested more than ${DEEPEST} levels deep` }];
    if (Array.isArray(value)) return value.flatMap((member, index) => plainValueProblems(member, [...path, index]));
    if (!isRecord(value)) return [];
    return Object.entries(value).flatMap(([name, member]) =>
        name === "__proto__"
            ? [{ path, text: "must not have a member called __proto__" }]
            : plainValueProblems(member, [...path, name]),
    );
}
