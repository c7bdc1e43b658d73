/** Runs come in pages of this many; it is the most that CCM gives at once. */
export const PAGE_SIZE = 1000;

/** Far more pages than any account has; a service that never ends its list must not hold us for ever. */
const MAX_PAGES = 10_000;

/**
 * Goes through a keyset-paged list: each page is asked for by the key of the last item before it. Ends at an empty or
 * short page, and at a page that only repeats what was seen. Items that come twice, because the list moved, are given
 * once.
 */
export async function* keysetPages<T>(
    page: (previousKey: string | undefined) => Promise<readonly T[]>,
    keyOf: (item: T) => string,
): AsyncGenerator<T> {
    const seen = new Set<string>();
    let previousKey: string | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
        const items = await page(previousKey);
        const fresh = items.filter((item) => !seen.has(keyOf(item)));
        for (const item of fresh) {
            seen.add(keyOf(item));
            yield item;
        }
        const last = items.at(-1);
        if (last === undefined || fresh.length === 0 || items.length < PAGE_SIZE) return;
        previousKey = keyOf(last);
    }
}

/** Goes through a list that is paged by offset. Ends at an empty or short page, and where `total` says. */
export async function* offsetPages<T>(
    page: (offset: number) => Promise<{ items: readonly T[]; total: number | undefined }>,
): AsyncGenerator<T> {
    let offset = 0;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
        const { items, total } = await page(offset);
        yield* items;
        offset += items.length;
        if (items.length === 0 || (total === undefined ? items.length < PAGE_SIZE : offset >= total)) return;
    }
}
