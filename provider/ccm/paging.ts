import { CcmBodyError } from "./errors";
import type { Rows } from "./lenient";

/** Rows per page; CCM returns no more runs than this at once. */
export const PAGE_SIZE = 1000;

/** Far more pages than any account has; stops reading a list that never ends. */
const MAX_PAGES = 10_000;

/**
 * Reads a keyset-paged list page by page, each requested with the last item before it, until a page is empty. A short
 * page is not the end: a service may return fewer items than requested. Items that repeat, for example after the list
 * shifted, are yielded once.
 *
 * @param keyOf key of an item; items with an empty key are always yielded
 * @param tellUnreadable called at the end with the number of items without a key
 * @throws CcmBodyError when the list does not end, or a page without keys prevents reading on: an incomplete list would
 * make existing items look deleted
 */
export async function* keysetPages<T>(
    page: (previous: T | undefined) => Promise<readonly T[]>,
    keyOf: (item: T) => string,
    tellUnreadable: (count: number) => void = () => undefined,
): AsyncGenerator<readonly T[]> {
    const seen = new Set<string>();
    let previous: T | undefined;
    let unreadable = 0;
    /** Number of items without a key at the end of the previous page. */
    let trailing = 0;
    try {
        for (let pages = 0; pages < MAX_PAGES; pages++) {
            const items = await page(previous);
            const named = items.filter((item) => keyOf(item) !== "");
            const last = named.at(-1);
            // Items after the last key come again: only a key can request the next page.
            if (last === undefined && items.length <= trailing) return;
            if (last === undefined) throw listError(NAMELESS_PAGE);
            // Some services include the item itself in the next page.
            if (named.length === 1 && previous !== undefined && keyOf(last) === keyOf(previous)) return;
            const fresh = items.slice(trailingAgain(items, trailing, keyOf)).filter((item) => {
                const key = keyOf(item);
                const isFresh = key === "" || !seen.has(key);
                // Also within a page.
                seen.add(key);
                return isFresh;
            });
            if (!fresh.some((item) => keyOf(item) !== "")) break;
            unreadable += fresh.filter((item) => keyOf(item) === "").length;
            yield fresh;
            previous = last;
            trailing = items.length - 1 - items.lastIndexOf(last);
        }
        throw listError(ENDLESS);
    } finally {
        tellUnreadable(unreadable);
    }
}

const NAMELESS_PAGE = "cannot read a list: CCM's response has a page without a readable row";

/** Number of items without a key at the start of a page that were at the end of the previous one. */
function trailingAgain<T>(items: readonly T[], trailing: number, keyOf: (item: T) => string): number {
    const first = items.findIndex((item) => keyOf(item) !== "");
    return Math.min(trailing, first);
}

/** Yields the items of pages one by one. */
export async function* itemsOf<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
    for await (const page of pages) yield* page;
}

/** A page of an offset-paged list, as CCM returns it. */
export interface OffsetPage<T> {
    readonly items: Rows<T>;
    readonly metadata?: { total_count?: number | undefined; filtered_count?: number | undefined } | undefined;
}

/** Reads an offset-paged list until a page is empty or the total is reached. */
export async function* offsetPages<T>(
    page: (offset: number) => Promise<OffsetPage<T>>,
    tellUnreadable: (count: number) => void,
): AsyncGenerator<T> {
    let offset = 0;
    let unreadable = 0;
    try {
        for (let pages = 0; pages < MAX_PAGES; pages++) {
            const { items, metadata } = await page(offset);
            const total = metadata?.filtered_count ?? metadata?.total_count;
            yield* items.readable;
            offset += items.count;
            unreadable += items.count - items.readable.length;
            if (items.count === 0 || (total !== undefined && offset >= total)) return;
        }
        throw listError(ENDLESS);
    } finally {
        tellUnreadable(unreadable);
    }
}

const ENDLESS = "cannot read a list: the pages of CCM's list do not end; check endpoint and deployment";

function listError(message: string): CcmBodyError {
    return new CcmBodyError("read a list", message, 200, "", false);
}

/** Collects all items of a paged list. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
    const all: T[] = [];
    for await (const item of items) all.push(item);
    return all;
}
