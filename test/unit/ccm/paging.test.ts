import assert from "node:assert/strict";
import { itemsOf, keysetPages, offsetPages } from "../../../provider/ccm/paging";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
    const all: T[] = [];
    for await (const item of items) all.push(item);
    return all;
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => String(from + index));

describe("keyset paging", () => {
    /** Pages of a list of `count` items, each of at most `size`, as a service gives them that caps what it is asked for. */
    function service(count: number, size: number, inclusive = false) {
        const asked: (string | undefined)[] = [];
        const page = (previous: string | undefined) => {
            asked.push(previous);
            const from = previous === undefined ? 0 : Number(previous) + (inclusive ? 0 : 1);
            return Promise.resolve(range(from, Math.max(0, Math.min(size, count - from))));
        };
        return { asked, items: () => collect(itemsOf(keysetPages(page, (key) => key))) };
    }

    it("asks for each page by the last key of the one before, until a page is empty", async () => {
        const { asked, items } = service(2003, 1000);
        assert.deepEqual(await items(), range(0, 2003));
        assert.deepEqual(asked, [undefined, "999", "1999", "2002"]);
    });

    it("does not take a short page for the end: the service may give fewer than it was asked for", async () => {
        assert.equal((await service(1200, 500).items()).length, 1200);
    });

    it("gives each once when the service counts the key as part of the next page", async () => {
        assert.deepEqual(await service(25, 10, true).items(), range(0, 25));
    });

    it("refuses to end at a page that only repeats: what it lacks must not be taken for gone", async () => {
        const page = () => Promise.resolve(range(0, 3));
        await assert.rejects(collect(itemsOf(keysetPages(page, (key) => key))), /CCM repeats its pages without end/);
    });

    it("asks for no further page than is read", async () => {
        let calls = 0;
        const page = () => {
            calls += 1;
            return Promise.resolve(range(calls * 10, 10));
        };
        for await (const item of itemsOf(keysetPages(page, (key) => key))) if (item !== "") break;
        assert.equal(calls, 1);
    });
});

describe("offset paging", () => {
    it("ends where the total says", async () => {
        const all = range(0, 25);
        const page = (offset: number) => Promise.resolve({ items: all.slice(offset, offset + 10), total: 25 });
        assert.deepEqual(await collect(offsetPages(page)), all);
    });

    it("ends at an empty page when there is no total", async () => {
        const page = () => Promise.resolve({ items: [], total: undefined });
        assert.deepEqual(await collect(offsetPages(page)), []);
    });
});
