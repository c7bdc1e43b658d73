import ms from "ms";

/** One or more numbers with a unit, as in `90s`, `15m` or `1h30m`. */
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const PART = /\d+(?:\.\d+)?[a-z]+/g;
/** A longer time limit is taken for a typing error. A single timer is limited to 24.8 days anyway. */
const LONGEST_MS = ms("366d");

/** Parses `15m` or `1h30m` to milliseconds; `undefined` unless valid, more than 0 and at most 366 days. */
export function parseDuration(text: string): number | undefined {
    if (!DURATION.test(text)) return undefined;
    const total = (text.match(PART) ?? []).reduce((sum, part) => sum + ms(part as ms.StringValue), 0);
    return total > 0 && total <= LONGEST_MS ? total : undefined;
}

/** Parses a validated duration to milliseconds. */
export function durationMs(text: string): number {
    return parseDuration(text) ?? 0;
}

/** Formats a time span: `12 s`, `4 min`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
    const seconds = Math.round(milliseconds / 1000);
    if (seconds < 120) return `${seconds} s`;
    const minutes = Math.round(seconds / 60);
    if (minutes < 120) return `${minutes} min`;
    const hours = Math.floor(minutes / 60);
    return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** Joins the first items and appends how many more there are. */
export function firstOf(items: readonly string[], max: number): string {
    const more = items.length > max ? ` and ${items.length - max} more` : "";
    return items.slice(0, max).join(", ") + more;
}

/** The resource name in a URN: everything after the third `::`, since a name may contain `::` itself. */
export function resourceName(urn: string): string {
    return urn.split("::").slice(3).join("::") || urn;
}

/** The stack and project names in a URN. */
export function stackOf(urn: string): { readonly stack: string; readonly project: string } {
    const [stack = "", project = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
    return { stack, project };
}

/** Whether two URNs name the same stack and project. */
export function isOfSameStack(a: string, b: string): boolean {
    const [one, other] = [stackOf(a), stackOf(b)];
    return one.stack === other.stack && one.project === other.project;
}

/** The message of a thrown value. */
export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

/** Message for an object that is not found, such as `cluster 5f0f8c5e-...`. */
export function notThere(what: string): string {
    return `CCM has no ${what}, or shows it to another account only`;
}

/** Of an id that was looked up: what CCM does not have, and what to check. */
export function notFound(what: string, argument: string): string {
    return `${notThere(what)}; check ${argument}, and the account of the provider`;
}
