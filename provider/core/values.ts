/** The way to a value inside an object: names of properties and indexes of arrays. */
export type Path = readonly (string | number)[];

/** The path as a person writes it: `runtimeConfigs["9f86…"].deployment.aci.exposedPorts[0].port`. */
export function formatPath(path: Path): string {
    return path
        .map((part, index) => {
            if (typeof part === "number") return `[${part}]`;
            if (!/^[A-Za-z_$][\w$]*$/.test(part)) return `[${JSON.stringify(part)}]`;
            return index === 0 ? part : `.${part}`;
        })
        .join("");
}

/** The value at a path; `undefined` where the path leads nowhere. */
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
 * What Pulumi's engine puts in the place of a value that is not known yet, at any path and of any type, in a preview.
 * It is `pulumi.runtime.unknownValue`, repeated here because `core` does not know Pulumi's SDK; a protocol test
 * holds the two together. It looks like a UUID, so a format check does not tell it from a real one.
 */
export const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
    return value === UNKNOWN_VALUE;
}

/** Whether any value in it is not known yet, at any depth. */
export function hasUnknown(value: unknown): boolean {
    return typeof value === "object" && value !== null ? Object.values(value).some(hasUnknown) : isUnknown(value);
}

/**
 * A value without those members of objects that are `null`, at any depth: where Pulumi's engine compares inputs, they are
 * as good as absent. `null` in an array is a value, and stays.
 *
 * @param untouched names of members that are kept as they are, with all in them
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

/** Whether a value is an object with members by name. */
export function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy with every text in it, at any depth, changed; names stay. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
    if (typeof value === "string") return change(value);
    if (Array.isArray(value)) return value.map((member) => mapTexts(member, change));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapTexts(member, change)]));
}
