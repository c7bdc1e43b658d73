import ms from "ms";

/** One or more numbers with a unit, as in `90s`, `15m` or `1h30m`. */
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const PART = /\d+(?:\.\d+)?[a-z]+/g;
/** A time limit beyond this is a slip of the pen; timers cannot even count further than 24.8 days at once. */
const LONGEST_MS = ms("366d");

/** Milliseconds of a duration such as `15m` or `1h30m`; `undefined` when it is not one of more than 0 and at most 366 days. */
export function parseDuration(text: string): number | undefined {
    if (!DURATION.test(text)) return undefined;
    const total = (text.match(PART) ?? []).reduce((sum, part) => sum + ms(part as ms.StringValue), 0);
    return total > 0 && total <= LONGEST_MS ? total : undefined;
}

/** The same for a duration that has been checked. */
export function durationMs(text: string): number {
    return parseDuration(text) ?? 0;
}

/** A time span for people: `12 s`, `4 min`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
    const seconds = Math.round(milliseconds / 1000);
    if (seconds < 120) return `${seconds} s`;
    const minutes = Math.round(seconds / 60);
    if (minutes < 120) return `${minutes} min`;
    const hours = Math.floor(minutes / 60);
    return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** The first of some items, and how many more there are: a list of all of them helps nobody. */
export function firstOf(items: readonly string[], max: number): string {
    const more = items.length > max ? ` and ${items.length - max} more` : "";
    return items.slice(0, max).join(", ") + more;
}

/** The name that a program gave to the resource of a URN: all after the third `::`, since a name may hold more of them. */
export function resourceName(urn: string): string {
    return urn.split("::").slice(3).join("::") || urn;
}

/** The stack of a URN and its project, each as it is called there. */
export function stackOf(urn: string): { readonly stack: string; readonly project: string } {
    const [stack = "", project = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
    return { stack, project };
}

/** Whether the resources of two URNs are in one stack of one project, by what it is called there. */
export function isOfSameStack(a: string, b: string): boolean {
    const [one, other] = [stackOf(a), stackOf(b)];
    return one.stack === other.stack && one.project === other.project;
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

/** What a person should make of that, for `cluster 5f0f8c5e-...` and so on. */
export function notThere(what: string): string {
    return `CCM has no ${what}, or shows it to another account only`;
}
