import { z } from "zod";
import { redactor, type Redact } from "../ccm";
import type { Properties } from "./check";
import { valueAt } from "./paths";

const secretPaths = z.array(z.array(z.union([z.string(), z.number()]))).catch([]);

/**
 * A function that takes the secret inputs of a resource out of a text. Pulumi passes their values in clear and does not
 * say which are secret; the resource's class leaves the paths of them in the hidden input `__secretPaths`.
 */
export function inputRedactor(...propertySets: readonly Properties[]): Redact {
    const values = propertySets.flatMap((properties) =>
        secretPaths.parse(properties["__secretPaths"]).flatMap((path) => leaves(valueAt(properties, path))),
    );
    return redactor(values);
}

function leaves(value: unknown): string[] {
    if (typeof value === "string") return [value];
    if (typeof value === "number") return [String(value)];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [];
}
