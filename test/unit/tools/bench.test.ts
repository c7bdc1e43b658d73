import assert from "node:assert/strict";
import type { Sample } from "../../../tools/bench/engineCommands";
import { commandPictures } from "../../../tools/bench/pictures";
import { rowsOf, sizeTable, timeTable } from "../../../tools/bench/report";
import { spreadOf } from "../../../tools/bench/statistics";

const sample = (change: Partial<Sample>): Sample => ({
    name: "floor",
    count: 1,
    latencyMs: 0,
    command: "refresh",
    round: 1,
    seconds: 1,
    requests: 0,
    peakBytes: 1e6,
    stateBytesPerResource: undefined,
    times: undefined,
    ...change,
});

describe("the benchmark's figures", () => {
    it("are medians with the middle half", () => {
        assert.deepEqual(spreadOf([5, 1, 2, 4, 3]), { median: 3, low: 2, high: 4 });
        assert.deepEqual(spreadOf([1, 2]), { median: 1.5, low: 1.25, high: 1.75 });
    });

    it("are ratios to the floor of the same round, so that a slow round does not count", () => {
        const rows = rowsOf(
            [1, 10].flatMap((slowness, index) => [
                sample({ round: index, seconds: slowness }),
                sample({ round: index, seconds: slowness * 1.2, name: "shape" }),
                sample({ round: index, seconds: slowness * 1.5, name: "package" }),
                sample({ round: index, seconds: slowness * 2, name: "naive", peakBytes: undefined }),
            ]),
        );
        assert.equal(rows.length, 1);
        assert.deepEqual(rows[0]?.ratio.package, { median: 1.5, low: 1.5, high: 1.5 });
        assert.ok(Math.abs(rows[0].toShape.median - 1.25) < 1e-9);
        assert.equal(rows[0].ratio.naive.median, 2);
        assert.equal(rows[0].peak.naive, undefined);
        assert.match(
            timeTable(rows),
            /\| refresh \| 1 \| 0 \| 5\.50 \|.* \| 1\.50 \(1\.50–1\.50\) \| 1\.25 \(1\.25–1\.25\) \| 2\.00 .* \|/,
        );
        assert.match(commandPictures(rows)["refresh"] ?? "", /^<svg[^]*refresh: time, as a ratio to the floor/);
    });

    it("show sizes for each number of resources, at the lowest latency", () => {
        const up = { command: "up from empty", stateBytesPerResource: 1000 } as const;
        const rows = rowsOf([sample({ ...up }), sample({ ...up, latencyMs: 80, stateBytesPerResource: 2 })]);
        assert.match(sizeTable(rows), /\| state per resource, bytes \| 1000 \/ NaN \/ NaN \/ NaN \|/);
    });
});
