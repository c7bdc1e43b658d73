import assert from "node:assert/strict";
import { elapsedSince, momentNow } from "../../../../provider/core/recovery/startWindow";
import { apiOf, contextOf, thatMachine } from "../../../support/context";
import { VirtualClock } from "../../../support/virtualClock";

const clock = new VirtualClock();
const now = clock.wallTime();
const machine = { ...thatMachine, uptime: () => 10_000 };
const elapsed = (wallAgo: number, uptime: number, host = machine.host) =>
    elapsedSince({ wall: now - wallAgo, uptime, host }, { clock, machine });

describe("the time since another process's request", () => {
    it("is what all clocks agree on", () =>
        assert.deepEqual(elapsed(4_000, 6_000), { atLeastMs: 4_000, atMostMs: 4_000 }));

    it("is between the clocks when the time of day was set", () => {
        assert.deepEqual(elapsed(3_600_000, 6_000), { atLeastMs: 4_000, atMostMs: 3_600_000 });
        assert.deepEqual(elapsed(1_000, 6_000), { atLeastMs: 1_000, atMostMs: 4_000 });
    });

    it("does not believe a clock that ran backwards", () => {
        assert.deepEqual(elapsed(-3_600_000, 6_000), { atLeastMs: 4_000, atMostMs: 4_000 });
        assert.deepEqual(elapsed(4_000, 20_000), { atLeastMs: 4_000, atMostMs: 4_000 }, "restarted since");
        assert.deepEqual(elapsed(0, 20_000), { atLeastMs: 0, atMostMs: 0 });
    });

    it("does not compare with the uptime of another machine", () =>
        assert.deepEqual(elapsed(4_000, 0, "another"), { atLeastMs: 4_000, atMostMs: 4_000 }));

    it("is not known when no clock can be believed", () =>
        assert.deepEqual(elapsed(-1, 20_000), { atLeastMs: 0, atMostMs: undefined }));
});

describe("the moment of a request", () => {
    it("is kept by every clock, the service's where it has told it", () => {
        const local = { wall: now, uptime: 10_000, host: machine.host };
        assert.deepEqual(momentNow(contextOf({ clock, machine })), local);
        const api = apiOf({ serverTime: () => 5 });
        assert.deepEqual(momentNow(contextOf({ clock, machine, api })), { ...local, server: 5 });
    });
});
