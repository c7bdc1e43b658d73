import { z } from "zod";
import { parseDuration } from "./text";

/*
 * What the schemas of all resources are made of. Texts of problems never quote a value: it may be a secret.
 */

export const uuid = z.guid("must be a UUID, such as 0b0f6bf7-6f5c-4b0b-9c62-3f1a9f6f1a11");
export const nonEmpty = z.string().min(1, "must not be empty");
export const duration = z.string().refine((text) => parseDuration(text) !== undefined, {
    error: 'must be a duration such as "90s", "15m" or "1h30m", more than 0 and at most 366 days',
});

/** An object without other properties than these. */
export function object<T extends z.ZodRawShape>(shape: T) {
    return z.strictObject(shape, {
        error: ({ code }) =>
            code === "unrecognized_keys"
                ? `is not a known property; known are ${Object.keys(shape).join(", ")}`
                : undefined,
    });
}

/** An object that has exactly one of these properties. */
export function exactlyOne<T extends z.ZodRawShape>(shape: T) {
    return object(shape).superRefine(hasOneOf(Object.keys(shape)));
}

/** For `superRefine`: of these properties there is exactly one. */
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
