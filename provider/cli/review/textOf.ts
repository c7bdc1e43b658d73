import { isUnknown } from "../../core";

export const NOT_KNOWN_YET = "(known after the update)";

/** A value of a preview for people. */
export function textOf(value: unknown): string {
    if (isUnknown(value)) return NOT_KNOWN_YET;
    if (value === undefined || value === null) return "(none)";
    return typeof value === "string" ? value : JSON.stringify(value);
}
