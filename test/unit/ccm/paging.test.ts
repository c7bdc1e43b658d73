import assert from "node:assert/strict";
import { keysetPages, offsetPages, PAGE_SIZE } from "../../../provider/ccm/paging";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
    const all: T[] = [];
    for await (const item of items) all.push(item);
    return all;
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => String(from + index));

describe("keyset paging", () => {
    it("asks for each page by the last key of the one before, until a short page", async () => {
        const asked: (string | undefined)[] = [];
        const pages = [range(0, PAGE_SIZE), range(PAGE_SIZE, PAGE_SIZE), range(2 * PAGE_SIZE, 3)];
        const items = await collect(
            keysetPages(
                (previous) => {
                    asked.push(previous);
                    return Promise.resolve(pages[asked.length - 1] ?? []);
                },
                (key) => key,
            ),
        );
        assert.equal(items.length, 2 * PAGE_SIZE + 3);
        assert.deepEqual(asked, [undefined, String(PAGE_SIZE - 1), String(2 * PAGE_SIZE - 1)]);
    });

    it("ends at a page that only repeats, and gives what comes twice once", async () => {
        let calls = 0;
        const page = () => {
            calls += 1;
            return Promise.resolve(range(0, PAGE_SIZE));
        };
        assert.equal((await collect(keysetPages(page, (key) => key))).length, PAGE_SIZE);
        assert.equal(calls, 2);
    });

    it("asks for no further page than is read", async () => {
        let calls = 0;
        const page = () => {
            calls += 1;
            return Promise.resolve(range(calls * PAGE_SIZE, PAGE_SIZE));
        };
        for await (const item of keysetPages(page, (key) => key)) if (item !== "") break;
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
