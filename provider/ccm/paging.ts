import { CcmBodyError } from "./errors";

/** Runs come in pages of this many; it is the most that CCM gives at once. */
export const PAGE_SIZE = 1000;

/** Far more pages than any account has; a service that never ends its list must not hold us for ever. */
const MAX_PAGES = 10_000;

/**
 * Goes through a keyset-paged list, page by page: each is asked for by the last item before it, until a page is empty.
 * A short page is no end: a service may give fewer than it was asked for. Items that come twice, because the list moved,
 * say, are given once.
 *
 * @throws CcmBodyError when the list does not end: what is not in it must not be taken for gone
 */
export async function* keysetPages<T>(
    page: (previous: T | undefined) => Promise<readonly T[]>,
    keyOf: (item: T) => string,
): AsyncGenerator<readonly T[]> {
    const seen = new Set<string>();
    let previous: T | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
        const items = await page(previous);
        const last = items.at(-1);
        if (last === undefined) return;
        // Some services count the item itself as part of the next page.
        if (items.length === 1 && previous !== undefined && keyOf(last) === keyOf(previous)) return;
        const fresh: T[] = [];
        for (const item of items) {
            // Within a page as well.
            if (!seen.has(keyOf(item))) fresh.push(item);
            seen.add(keyOf(item));
        }
        if (fresh.length === 0) break;
        yield fresh;
        previous = last;
    }
    throw endless();
}

/** The items of pages, one by one. */
export async function* itemsOf<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
    for await (const page of pages) yield* page;
}

/** Goes through a list that is paged by offset, until a page is empty or the total is reached. */
export async function* offsetPages<T>(
    page: (offset: number) => Promise<{ items: readonly T[]; total: number | undefined }>,
): AsyncGenerator<T> {
    let offset = 0;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
        const { items, total } = await page(offset);
        yield* items;
        offset += items.length;
        if (items.length === 0 || (total !== undefined && offset >= total)) return;
    }
    throw endless();
}

function endless(): CcmBodyError {
    return new CcmBodyError("read a list", "cannot read a list: CCM repeats its pages without end", 200, "", false);
}

/** All items of a list that comes in pages. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
    const all: T[] = [];
    for await (const item of items) all.push(item);
    return all;
}
