import assert from "node:assert/strict";
import { isFinished, RUN_STATUSES } from "../../../../provider/contract/runStatus";
import { decideOrphan, type OrphanedRun } from "../../../../provider/core/recovery/decideOrphan";
import { GONE_LIMIT_MS } from "../../../../provider/core/wait/decideWait";

const left: OrphanedRun = {
    sameRun: true,
    status: "RUNNING",
    ageMs: GONE_LIMIT_MS,
    rerunOn: ["FAILED"],
    stopOnDelete: true,
    wasPassedOver: false,
};
const decide = (change: Partial<OrphanedRun>) => decideOrphan({ ...left, ...change });

describe("an orphaned run of an interrupted update", () => {
    for (const status of ["PENDING", "RUNNING", "UNKNOWN", "SUCCEEDED"] as const) {
        it(`${status}: is adopted if it is the requested run`, () =>
            assert.deepEqual(decide({ status }), { kind: "adopt", reason: "it is the requested run" }));
    }

    it("is not adopted if it ended with a status in rerunOn", () => {
        assert.deepEqual(decide({ status: "FAILED" }), { kind: "leave", reason: "it has ended: FAILED (rerunOn)" });
        assert.equal(decide({ status: "FAILED", rerunOn: [] }).kind, "adopt");
    });

    for (const status of RUN_STATUSES) {
        const expected = isFinished(status) ? "leave" : "stop";
        it(`${status}: ${expected} if another run is requested`, () =>
            assert.equal(decide({ status, sameRun: false }).kind, expected));
    }

    it("is not adopted if it has ended and the stack was updated without it since", () => {
        assert.deepEqual(decide({ status: "SUCCEEDED", wasPassedOver: true }), {
            kind: "leave",
            reason: "it has ended, and the stack was updated without it since",
        });
        assert.equal(decide({ wasPassedOver: true }).kind, "adopt", "an active run is adopted");
    });

    it("is not adopted if it was stopped", () => {
        assert.deepEqual(decide({ status: "TERMINATED" }), { kind: "leave", reason: "it was stopped" });
        const stopping = decide({ status: "TERMINATING", stopOnDelete: false });
        assert.deepEqual(stopping, { kind: "stop", reason: "it is being stopped" });
    });

    it("is stopped or left with a reason if another run is requested", () => {
        assert.equal(decide({ sameRun: false }).reason, "another run is requested now");
        assert.deepEqual(decide({ sameRun: false, stopOnDelete: false }), {
            kind: "leave",
            reason: "another run is requested now (stopOnDelete: false)",
        });
        assert.equal(decide({ sameRun: false, status: "SUCCEEDED" }).reason, "it has ended: SUCCEEDED");
    });

    it("is decided later if CCM does not show it yet", () => {
        assert.deepEqual(decide({ status: "gone", ageMs: GONE_LIMIT_MS - 1 }), {
            kind: "tooEarly",
            reason: "CCM does not show it yet",
        });
        assert.deepEqual(decide({ status: "gone" }), { kind: "leave", reason: "CCM does not know it any more" });
    });
});
