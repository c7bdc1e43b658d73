import { isDeepStrictEqual } from "node:util";
import { isRecord, isUnknown, withoutNulls } from "../../core";

/** A value that changes, at the end of its path. */
export interface LeafChange {
    /** The input that it is part of. */
    readonly input: string;
    /** Short form of the path: `env LOG_LEVEL`, `image of scorer`, `triggers.revision`. */
    readonly label: string;
    readonly before: string;
    readonly after: string;
}

type Values = Readonly<Record<string, unknown>>;

/** Values of a preview are longer than a reader compares; the complete ones are in the diff. */
const MAX_VALUE = 60;

/** The values that differ between two sets of inputs, except hidden ones. Items of lists that have names are matched by name. */
export function leafChanges(before: Values, after: Values, names: readonly string[]): LeafChange[] {
    // The engine treats `null` as absent.
    const [olds, news] = [withoutNulls(before) as Values, withoutNulls(after) as Values];
    return names.flatMap((name) => changesAt([name], olds[name], news[name]));
}

function changesAt(path: readonly string[], before: unknown, after: unknown): LeafChange[] {
    if (isDeepStrictEqual(before, after)) return [];
    const [olds, news] = [membersOf(before), membersOf(after)];
    if (olds !== undefined && news !== undefined) {
        const names = [...new Set([...olds.keys(), ...news.keys()])];
        return names.flatMap((name) => changesAt([...path, name], olds.get(name), news.get(name)));
    }
    return [{ input: path[0] ?? "", label: labelOf(path), before: valueText(before), after: valueText(after) }];
}

/** The members of a value by name: `[scorer]` for an item of a list that is named, else `[2]`. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
    if (Array.isArray(value)) {
        const names = value.map((item) => (isRecord(item) && typeof item["name"] === "string" ? item["name"] : ""));
        const areNamed = names.every((name) => name !== "") && new Set(names).size === names.length;
        return new Map(value.map((item, index) => [`[${areNamed ? names[index] : index}]`, item as unknown]));
    }
    return isRecord(value) && !isUnknown(value) ? new Map(Object.entries(value)) : undefined;
}

/** Members of every job specification, which tell a reader nothing. */
const COMMON = new Set(["runtimeConfigs", "deployment", "kubernetes", "aci", "jobSpec", "template", "spec"]);
const IS_CONFIG_ID = /^[0-9a-f]{64}$/;

function labelOf(path: readonly string[]): string {
    const [input = "", ...inner] = path;
    const parts =
        input === "runtimeConfigs" ? inner.filter((part) => !COMMON.has(part) && !IS_CONFIG_ID.test(part)) : path;
    const shown = parts.length === 0 ? path : parts;
    const [container, list, variable, member] = shown.slice(-4);
    if (list === "env" && member === "value") return `env ${inBrackets(variable)}${ofContainer(container)}`;
    if (shown.at(-2) === "envVars") return `env ${shown.at(-1)}`;
    if (shown.at(-1) === "image") return `image${ofContainer(shown.at(-2))}`;
    return shown.reduce((text, part) => (part.startsWith("[") || text === "" ? text + part : `${text}.${part}`), "");
}

function ofContainer(part: string | undefined): string {
    return part?.startsWith("[") === true && !/^\[\d+\]$/.test(part) ? ` of ${inBrackets(part)}` : "";
}

function inBrackets(part = ""): string {
    return part.replace(/^\[|\]$/g, "");
}

function valueText(value: unknown): string {
    const text = textOf(value);
    return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

export const NOT_KNOWN_YET = "(known after the update)";

/** Formats a value of a preview. */
export function textOf(value: unknown): string {
    if (isUnknown(value)) return NOT_KNOWN_YET;
    if (value === undefined || value === null) return "(none)";
    return typeof value === "string" ? value : JSON.stringify(value);
}
