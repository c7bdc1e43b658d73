import assert from "node:assert/strict";
import { itemsOf, keysetPages, offsetPages } from "../../../provider/ccm/paging";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
    const all: T[] = [];
    for await (const item of items) all.push(item);
    return all;
}

/** A page whose rows are all readable. */
const readable = <T>(items: T[]) => ({ readable: items, count: items.length });
const ignore = () => undefined;

const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => String(from + index));

describe("keyset paging", () => {
    /** Pages of a list of `count` items, from a service that limits pages to `size`. */
    function service(count: number, size: number, inclusive = false) {
        const asked: (string | undefined)[] = [];
        const page = (previous: string | undefined) => {
            asked.push(previous);
            const from = previous === undefined ? 0 : Number(previous) + (inclusive ? 0 : 1);
            return Promise.resolve(range(from, Math.max(0, Math.min(size, count - from))));
        };
        return { asked, items: () => collect(itemsOf(keysetPages(page, (key) => key))) };
    }

    it("requests each page by the last key of the one before, until a page is empty", async () => {
        const { asked, items } = service(2003, 1000);
        assert.deepEqual(await items(), range(0, 2003));
        assert.deepEqual(asked, [undefined, "999", "1999", "2002"]);
    });

    it("does not end at a short page: the service may return fewer items than requested", async () => {
        assert.equal((await service(1200, 500).items()).length, 1200);
    });

    it("returns each item once if the service includes the key in the next page", async () => {
        assert.deepEqual(await service(25, 10, true).items(), range(0, 25));
    });

    it("fails at a page that only repeats: missing items must not be taken for gone", async () => {
        const page = () => Promise.resolve(range(0, 3));
        await assert.rejects(collect(itemsOf(keysetPages(page, (key) => key))), /the pages of CCM's list do not end/);
    });

    it("gives up on a list whose keys never end", async () => {
        let asked = 0;
        const page = () => Promise.resolve([String(asked++)]);
        await assert.rejects(
            collect(itemsOf(keysetPages(page, String))),
            /the pages of CCM's list do not end; check endpoint/,
        );
        assert.equal(asked, 10_000);
    });

    it("requests no more pages than are read", async () => {
        let calls = 0;
        const page = () => {
            calls += 1;
            return Promise.resolve(range(calls * 10, 10));
        };
        for await (const item of itemsOf(keysetPages(page, (key) => key))) if (item !== "") break;
        assert.equal(calls, 1);
    });
});

describe("unreadable rows", () => {
    const reported: number[] = [];
    const tell = (count: number) => void reported.push(count);
    beforeEach(() => reported.splice(0));

    it("of a list by offset affect no others, and are reported once", async () => {
        const rows = [{ readable: ["a"], count: 4 }, readable<string>([])];
        const asked: number[] = [];
        const byOffset = (offset: number) => {
            asked.push(offset);
            return Promise.resolve({ items: rows.shift() ?? readable<string>([]) });
        };
        assert.deepEqual(await collect(offsetPages(byOffset, tell)), ["a"]);
        assert.deepEqual(asked, [0, 4], "the next offset includes unreadable rows");
        assert.deepEqual(reported, [3]);
    });

    /** Reads these pages. @returns the keys, and the keys of the requests */
    async function pagesOf(pages: string[][]) {
        const asked: (string | undefined)[] = [];
        const page = (previous: string | undefined) => {
            asked.push(previous);
            return Promise.resolve(pages.shift() ?? []);
        };
        return { keys: await collect(itemsOf(keysetPages(page, String, tell))), asked };
    }

    it("of a list by keys are returned once, and the next request follows the last key", async () => {
        const { keys, asked } = await pagesOf([["a", "", "b", ""], ["", "c", ""], [""], ["never asked for"]]);
        assert.deepEqual(keys, ["a", "", "b", "", "c", ""]);
        assert.deepEqual(asked, [undefined, "b", "c"]);
        assert.deepEqual(reported, [3]);
    });

    it("do not end the list if the service includes the key in the next page", async () => {
        assert.deepEqual(
            (
                await pagesOf([
                    ["a", "b", ""],
                    ["b", ""],
                ])
            ).keys,
            ["a", "b", ""],
        );
    });

    it("are an error if no page can be requested after them: the rest of the list is unknown", async () => {
        await assert.rejects(pagesOf([["", ""], ["a"]]), /CCM's response has a page without a readable row/);
        await assert.rejects(pagesOf([["a"], ["", ""], ["b"]]), /a page without a readable row/);
    });
});

describe("offset paging", () => {
    it("ends at the total count", async () => {
        const all = range(0, 25);
        const page = (offset: number) =>
            Promise.resolve({ items: readable(all.slice(offset, offset + 10)), metadata: { total_count: 25 } });
        assert.deepEqual(await collect(offsetPages(page, ignore)), all);
    });

    it("ends at an empty page if there is no total count", async () => {
        const page = () => Promise.resolve({ items: readable([]) });
        assert.deepEqual(await collect(offsetPages(page, ignore)), []);
    });
});
