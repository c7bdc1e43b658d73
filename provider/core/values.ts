/** The path of a value in an object: property names and array indexes. */
export type Path = readonly (string | number)[];

/** Formats a path as users write it: `runtimeConfigs["9f86…"].deployment.aci.exposedPorts[0].port`. */
export function formatPath(path: Path): string {
    return path
        .map((part, index) => {
            if (typeof part === "number") return `[${part}]`;
            if (!/^[A-Za-z_$][\w$]*$/.test(part)) return `[${JSON.stringify(part)}]`;
            return index === 0 ? part : `.${part}`;
        })
        .join("");
}

/** The value at a path; `undefined` if the path does not exist. */
export function valueAt(root: unknown, path: Path): unknown {
    return path.reduce<unknown>(
        (value, part) =>
            typeof value === "object" && value !== null && Object.hasOwn(value, part)
                ? (value as Record<string | number, unknown>)[part]
                : undefined,
        root,
    );
}

/**
 * Placeholder of Pulumi's engine for an unknown value in a preview, at any path and of any type. Equals
 * `pulumi.runtime.unknownValue`, repeated here because `core` does not depend on Pulumi's SDK; a protocol test compares
 * the two. It looks like a UUID, so a format check cannot distinguish it from a real one.
 */
export const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
    return value === UNKNOWN_VALUE;
}

/** Whether a value is or contains an unknown value. */
export function hasUnknown(value: unknown): boolean {
    return typeof value === "object" && value !== null ? Object.values(value).some(hasUnknown) : isUnknown(value);
}

/**
 * Removes `null` members of objects at any depth: Pulumi's engine treats them as absent when it compares inputs. `null`
 * in an array is a value and is kept.
 *
 * @param untouched names of members that are kept unchanged, including their content
 */
export function withoutNulls(value: unknown, untouched: readonly string[] = []): unknown {
    if (Array.isArray(value)) return value.map((item) => withoutNulls(item, untouched));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, member]) => member !== null)
            .map(([name, member]) => [name, untouched.includes(name) ? member : withoutNulls(member, untouched)]),
    );
}

/** Whether a value is an object and not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Copies a value with every string transformed, at any depth. Member names are kept. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
    if (typeof value === "string") return change(value);
    if (Array.isArray(value)) return value.map((member) => mapTexts(member, change));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapTexts(member, change)]));
}
