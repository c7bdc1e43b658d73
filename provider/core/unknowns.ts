/**
 * What Pulumi's engine puts in the place of a value that is not known yet, at any path and of any type, in a preview.
 * It is `pulumi.runtime.unknownValue`, repeated here because this floor does not know Pulumi's SDK; a protocol test
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
