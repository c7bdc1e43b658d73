import { CcmBodyError } from "./errors";
import type { Rows } from "./lenient";

/** Runs come in pages of this many; it is the most that CCM gives at once. */
export const PAGE_SIZE = 1000;

/** Far more pages than any account has; a service that never ends its list must not hold us for ever. */
const MAX_PAGES = 10_000;

/**
 * Goes through a keyset-paged list, page by page: each is asked for by the last item before it, until a page is empty.
 * A short page is no end: a service may give fewer than it was asked for. Items that come twice, because the list moved,
 * say, are given once.
 *
 * @param keyOf empty of an item that tells none: it is given
 * @param tellUnreadable takes how many there were, in the end
 * @throws CcmBodyError when the list does not end, or cannot be gone on with after a page without keys: what is not in it must not be
 * taken for gone
 */
export async function* keysetPages<T>(
    page: (previous: T | undefined) => Promise<readonly T[]>,
    keyOf: (item: T) => string,
    tellUnreadable: (count: number) => void = () => undefined,
): AsyncGenerator<readonly T[]> {
    const seen = new Set<string>();
    let previous: T | undefined;
    let unreadable = 0;
    /** Items without a key at the end of the page before. */
    let trailing = 0;
    try {
        for (let pages = 0; pages < MAX_PAGES; pages++) {
            const items = await page(previous);
            const named = items.filter((item) => keyOf(item) !== "");
            const last = named.at(-1);
            // Those after the last key come again, as nothing else can be asked for.
            if (last === undefined && items.length <= trailing) return;
            if (last === undefined) throw listError(NAMELESS_PAGE);
            // Some services count the item itself as part of the next page.
            if (named.length === 1 && previous !== undefined && keyOf(last) === keyOf(previous)) return;
            const fresh = items.slice(trailingAgain(items, trailing, keyOf)).filter((item) => {
                const key = keyOf(item);
                const isFresh = key === "" || !seen.has(key);
                // Within a page as well.
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

const NAMELESS_PAGE = "cannot read a list: there is a page in CCM's answer of which no row can be read";

/** How many items at the begin of a page were at the end of the one before: those without a key. */
function trailingAgain<T>(items: readonly T[], trailing: number, keyOf: (item: T) => string): number {
    const first = items.findIndex((item) => keyOf(item) !== "");
    return Math.min(trailing, first);
}

/** The items of pages, one by one. */
export async function* itemsOf<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
    for await (const page of pages) yield* page;
}

/** A page by offset, as CCM gives it. */
export interface OffsetPage<T> {
    readonly items: Rows<T>;
    readonly metadata?: { total_count?: number | undefined; filtered_count?: number | undefined } | undefined;
}

/** Goes through a list that is paged by offset, until a page is empty or the total is reached. */
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

const ENDLESS = "cannot read a list: CCM's pages come without end; check endpoint and deployment";

function listError(message: string): CcmBodyError {
    return new CcmBodyError("read a list", message, 200, "", false);
}

/** All items of a list that comes in pages. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
    const all: T[] = [];
    for await (const item of items) all.push(item);
    return all;
}
