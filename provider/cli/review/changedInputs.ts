import { createPatch } from "diff";
import { isDeepStrictEqual } from "node:util";
import { isUnknown, withoutNulls } from "../../core";
import { NOT_KNOWN_YET } from "./leafChanges";

const MAX_LINES = 200;
const MAX_LINE = 300;

type Values = Readonly<Record<string, unknown>>;

/** Names of the inputs that differ, sorted. Hidden ones are omitted, and the engine treats `null` as absent. */
export function changedNames(before: Values, after: Values): string[] {
    const [olds, news] = [withoutNulls(before) as Values, withoutNulls(after) as Values];
    return [...new Set([...Object.keys(olds), ...Object.keys(news)])]
        .filter((name) => !name.startsWith("__") && !isDeepStrictEqual(olds[name], news[name]))
        .sort();
}

/** The inputs that differ, as a unified diff of indented JSON with sorted names; empty if none differs. */
export function changedInputs(before: Values, after: Values): string {
    const [olds, news] = [withoutNulls(before) as Values, withoutNulls(after) as Values];
    return changedNames(before, after)
        .map((name) => diffOf(name, olds[name], news[name]))
        .join("\n");
}

function diffOf(name: string, before: unknown, after: unknown): string {
    const patch = createPatch(name, render(before), render(after), "", "", { context: 3 });
    // Without the four header lines and the markers of a missing last newline.
    const lines = patch
        .split("\n")
        .slice(4)
        .filter((line) => line !== "" && !line.startsWith("\\"));
    const cut = lines.map((line) => (line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line));
    const shown = cut.slice(0, MAX_LINES);
    const rest = cut.length - shown.length;
    return [`# ${name}`, ...shown, ...(rest > 0 ? [`# … ${rest} more lines`] : [])].join("\n");
}

function render(value: unknown): string {
    return value === undefined ? "" : `${JSON.stringify(ordered(value), null, 2)}\n`;
}

/** Sorts names, whose order has no meaning. */
function ordered(value: unknown): unknown {
    if (isUnknown(value)) return NOT_KNOWN_YET;
    if (Array.isArray(value)) return value.map(ordered);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([name, member]) => [name, ordered(member)]));
}
