import assert from "node:assert/strict";
import { momentNow } from "../../../../provider/core/recovery/startRecorder";
import { elapsedSince, isOwnerAlive } from "../../../../provider/core/recovery/startWindow";
import { contextOf, thatMachine } from "../../../support/context";
import { VirtualClock } from "../../../support/virtualClock";

const clock = new VirtualClock();
const now = clock.wallTime();
const machine = { ...thatMachine, uptime: () => 10_000 };
const elapsed = (wallAgo: number, uptime: number, host = machine.host) =>
    elapsedSince({ wall: now - wallAgo, uptime, host }, { clock, machine });

describe("the time since another process's request", () => {
    it("is the least time of the clocks that ran forward", () => {
        assert.equal(elapsed(4_000, 6_000), 4_000);
        assert.equal(elapsed(3_600_000, 6_000), 4_000);
        assert.equal(elapsed(1_000, 6_000), 1_000);
        assert.equal(elapsed(-3_600_000, 6_000), 4_000);
        assert.equal(elapsed(4_000, 20_000), 4_000, "the machine was restarted since");
    });

    it("does not compare with the uptime of another machine", () => assert.equal(elapsed(4_000, 0, "another"), 4_000));

    it("is zero if no clock is reliable", () => assert.equal(elapsed(-1, 20_000), 0));
});

describe("the process of a start", () => {
    const record = {
        ...{
            stage: "requested" as const,
            endpoint: "e",
            stopOnDelete: true,
            wanted: { graph: "g", version: "v", fingerprint: 2 },
        },
        sentAt: { wall: now - 1_000, uptime: 9_000, host: machine.host },
        owner: { host: machine.host, pid: 7 },
    };
    const isAlive = (change: object, alive = true) =>
        isOwnerAlive({ ...record, ...change }, { clock, machine: { ...machine, isAlive: () => alive } });

    it("is active while it is alive", () => {
        assert.equal(isAlive({}), true);
        assert.equal(isAlive({}, false), false);
        assert.equal(isAlive({ owner: undefined }), false);
        assert.equal(isAlive({ owner: { host: machine.host, pid: machine.pid } }), false, "the owner is this process");
    });

    it("is not active if the machine was restarted, or the start is old", () => {
        assert.equal(isAlive({ sentAt: { ...record.sentAt, uptime: 20_000 } }), false);
        assert.equal(isAlive({ sentAt: { ...record.sentAt, wall: now - 18 * 60_000, uptime: -18 * 60_000 } }), false);
    });

    it("on another machine is assumed to be active for a while", () => {
        const foreign = { owner: { host: "another", pid: 7 } };
        assert.equal(isAlive(foreign, false), true);
        assert.equal(isAlive({ ...foreign, sentAt: { wall: now - 4 * 60_000, uptime: 0, host: "another" } }), false);
    });
});

describe("the moment of a request", () => {
    it("is recorded by every clock, including CCM's if a run has shown it", () => {
        const local = { wall: now, uptime: 10_000, host: machine.host };
        const context = contextOf({ clock, machine });
        assert.deepEqual(momentNow(context), local);
        context.ownership.ccmOffsetMs = 5;
        assert.deepEqual(momentNow(context), { ...local, server: clock.now() + 5 });
    });
});
