/** The first of some items, and how many more there are: a list of all of them helps nobody. */
export function firstOf(items: readonly string[], max: number): string {
    const more = items.length > max ? ` and ${items.length - max} more` : "";
    return items.slice(0, max).join(", ") + more;
}
