import assert from "node:assert/strict";
import { decideLostStart, type LostStart } from "../../../../provider/core/recovery/decideLostStart";
import { SETTLING_MS } from "../../../../provider/core/recovery/startTimes";

const MAY_ACT_MS = 60_000;
/** CCM's last action appears in its list only later. */
const QUIET_MS = MAY_ACT_MS + SETTLING_MS;
const lost: LostStart = {
    matches: [],
    ambiguous: [],
    siblingsUnderWay: false,
    alikeSiblings: 0,
    otherSiblings: 0,
    othersUnderWay: false,
    others: 0,
    quietMs: QUIET_MS,
    mayActForMs: MAY_ACT_MS,
};
const decide = (change: Partial<LostStart>) => decideLostStart({ ...lost, ...change });
const refused = (runIds: string[], reason: string) => ({ kind: "refuse", runIds, reason });

describe("a start whose response is lost", () => {
    it("is not decided before CCM's list has settled", () =>
        assert.equal(decide({ matches: ["a"], others: 1, quietMs: SETTLING_MS - 1 }).kind, "wait"));

    it("is not decided while CCM may still act: an earlier run may be foreign", () => {
        assert.equal(decide({ matches: ["a"], quietMs: QUIET_MS - 1 }).kind, "wait");
        assert.equal(decide({ matches: ["a"] }).kind, "adopt");
    });

    it("adopts the only run that no other resource has", () =>
        assert.deepEqual(decide({ matches: ["a"] }), {
            kind: "adopt",
            runIds: ["a"],
            reason: "it was started then, and no other resource has it",
        }));

    it("is repeated only when CCM can no longer act", () => {
        assert.deepEqual(decide({ quietMs: QUIET_MS - 1 }), {
            kind: "wait",
            reason: "CCM may still be processing the request",
        });
        assert.deepEqual(decide({ quietMs: QUIET_MS }), {
            kind: "startAgain",
            reason: "CCM has not started it",
        });
    });

    it("is left to the user if there are more runs than starts", () => {
        const reason = "another user or process started a run of the same graph, version and cluster at that time";
        assert.deepEqual(decide({ matches: ["a", "b"] }), refused(["a", "b"], reason));
        assert.deepEqual(decide({ matches: ["a", "b", "c"], alikeSiblings: 1 }), refused(["a", "b", "c"], reason));
    });

    it("adopts any of the runs that this process has requested identically", () => {
        const decision = decide({ matches: ["a", "b"], alikeSiblings: 1 });
        assert.deepEqual(decision.kind === "adopt" && decision.runIds, ["a", "b"]);
        assert.equal(decide({ matches: ["a"], alikeSiblings: 4 }).kind, "adopt");
    });

    it("is left to the user if an indistinguishable but different start of this process was lost too", () =>
        assert.deepEqual(
            decide({ matches: ["a"], otherSiblings: 1 }),
            refused(["a"], "another start of the same graph, version and cluster got no response either"),
        ));

    it("waits for the responses of this process, and a limited time for those of others", () => {
        assert.deepEqual(decide({ matches: ["a"], siblingsUnderWay: true, quietMs: QUIET_MS }), {
            kind: "wait",
            reason: "another start of the same graph, version and cluster is still in progress",
        });
        const others = { matches: ["a"], othersUnderWay: true, others: 1, quietMs: SETTLING_MS };
        assert.deepEqual(decide(others), {
            kind: "wait",
            reason: "another update is starting a run of the same graph, version and cluster",
        });
        assert.equal(decide({ ...others, quietMs: 50_000 }).kind, "refuse", "is refused within a minute");
    });

    it("is left to the user immediately if another process searches for the same", () =>
        assert.deepEqual(
            decide({ matches: ["a", "b"], others: 1, quietMs: SETTLING_MS }),
            refused(["a", "b"], "another update started a run of the same graph, version and cluster at that time"),
        ));

    it("is left to the user if there are only ambiguous runs", () =>
        assert.deepEqual(
            decide({ ambiguous: ["a"], quietMs: QUIET_MS }),
            refused(["a"], "CCM's data does not show whether this start created one of them"),
        ));
});
