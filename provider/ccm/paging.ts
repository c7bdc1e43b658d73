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
 * @param keyOf empty of an item that tells none: it is given, and the list ends where only such items come, as nothing can be asked
 * for after them
 * @param tellUnreadable takes how many there were, in the end
 * @throws CcmBodyError when the list does not end: what is not in it must not be taken for gone
 */
export async function* keysetPages<T>(
    page: (previous: T | undefined) => Promise<readonly T[]>,
    keyOf: (item: T) => string,
    tellUnreadable: (count: number) => void = () => undefined,
): AsyncGenerator<readonly T[]> {
    const seen = new Set<string>();
    let previous: T | undefined;
    let unreadable = 0;
    try {
        for (let pages = 0; pages < MAX_PAGES; pages++) {
            const items = await page(previous);
            unreadable += items.filter((item) => keyOf(item) === "").length;
            const last = items.findLast((item) => keyOf(item) !== "");
            if (last === undefined) {
                if (items.length > 0) yield items;
                return;
            }
            // Some services count the item itself as part of the next page.
            if (items.length === 1 && previous !== undefined && keyOf(last) === keyOf(previous)) return;
            const fresh: T[] = [];
            for (const item of items) {
                // Within a page as well.
                if (keyOf(item) === "" || !seen.has(keyOf(item))) fresh.push(item);
                seen.add(keyOf(item));
            }
            if (!fresh.some((item) => keyOf(item) !== "")) break;
            yield fresh;
            previous = last;
        }
        throw listError(ENDLESS);
    } finally {
        tellUnreadable(unreadable);
    }
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

const ENDLESS = "cannot read a list: CCM repeats its pages without end; check endpoint and deployment";

function listError(message: string): CcmBodyError {
    return new CcmBodyError("read a list", message, 200, "", false);
}

/** All items of a list that comes in pages. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
    const all: T[] = [];
    for await (const item of items) all.push(item);
    return all;
}
