import assert from "node:assert/strict";
import type { Run } from "../../../../provider/ccm";
import { isEnoughFor, readListing } from "../../../../provider/core/wait/runList";

const run = (id: string, createdAt?: number): Run => ({
    runId: id,
    status: "RUNNING",
    createdAtMs: createdAt === undefined ? undefined : createdAt * 1000,
});

/** Pages of runs, and how many of them were asked for. */
function service(...pages: Run[][]) {
    let asked = 0;
    const newestRuns = async function* () {
        for (const page of pages) {
            asked += 1;
            yield page;
        }
        asked += 1;
    };
    return { api: { newestRuns }, asked: () => asked };
}

describe("reading the newest runs", () => {
    const table: [what: string, wanted: Run[], pages: Run[][], asked: number][] = [
        ["ends once all runs are found", [run("a", 9)], [[run("a", 9)], [run("b", 8)]], 1],
        ["continues to an older run", [run("a", 9), run("b", 8)], [[run("a", 9)], [run("b", 8)], [run("c", 7)]], 2],
        ["ends once only older runs follow", [run("x", 9), run("y", 9)], [[run("a", 8)], [run("b", 7)]], 1],
        [
            "does not end among runs of the same second",
            [run("x", 9), run("y", 9)],
            [[run("a", 9)], [run("b", 8)], [run("c", 7)]],
            2,
        ],
        ["accepts times in milliseconds", [run("x", 9), run("y", 9)], [[run("a", 8e12)], [run("b", 7)]], 2],
        [
            "continues if the service does not sort",
            [run("x", 9), run("y", 9)],
            [[run("a", 1), run("b", 5)], [run("c", 2)], []],
            2,
        ],
        ["does not continue for a run of unknown age", [run("x"), run("y")], [[run("a", 9)], [run("b", 8)]], 1],
        [
            "reads at most one page for each run",
            [run("x", 1), run("y", 1)],
            [[run("a", 9)], [run("b", 8)], [run("c", 7)]],
            2,
        ],
    ];
    for (const [what, wanted, pages, asked] of table) {
        it(what, async () => {
            const { api, asked: count } = service(...pages);
            const listing = await readListing(api, {}, isEnoughFor(wanted));
            assert.equal(count(), asked);
            assert.equal(listing.pages, asked);
        });
    }

    it("reads all where it is never enough", async () => {
        const { api } = service([run("a", 9)], [run("b", 8)]);
        const listing = await readListing(api, {}, () => false);
        assert.deepEqual([...listing.runs.keys()], ["a", "b"]);
        assert.equal(listing.pages, 3);
    });
});
