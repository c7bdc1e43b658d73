import assert from "node:assert/strict";
import { decideLostStart, type LostStart } from "../../../../provider/core/recovery/decideLostStart";
import { SETTLING_MS } from "../../../../provider/core/recovery/startTimes";

const MAY_ACT_MS = 60_000;
/** What CCM does at last is in its list only later. */
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

describe("a start whose answer is lost", () => {
    it("is not judged before CCM's list has settled", () =>
        assert.equal(decide({ matches: ["a"], others: 1, quietMs: SETTLING_MS - 1 }).kind, "wait"));

    it("is not judged while CCM may be at it: a run that is there before may be somebody else's", () => {
        assert.equal(decide({ matches: ["a"], quietMs: QUIET_MS - 1 }).kind, "wait");
        assert.equal(decide({ matches: ["a"] }).kind, "adopt");
    });

    it("has led to the one run that nobody else has", () =>
        assert.deepEqual(decide({ matches: ["a"] }), {
            kind: "adopt",
            runIds: ["a"],
            reason: "it was started then, and no other resource has it",
        }));

    it("is made again only when CCM cannot be at it any more", () => {
        assert.deepEqual(decide({ quietMs: QUIET_MS - 1 }), { kind: "wait", reason: "CCM may still be at it" });
        assert.deepEqual(decide({ quietMs: QUIET_MS }), {
            kind: "startAgain",
            reason: "CCM has not started it",
        });
    });

    it("is left to a person when there are more runs than starts that ask for them", () => {
        const reason = "someone else started the same at that time";
        assert.deepEqual(decide({ matches: ["a", "b"] }), refused(["a", "b"], reason));
        assert.deepEqual(decide({ matches: ["a", "b", "c"], alikeSiblings: 1 }), refused(["a", "b", "c"], reason));
    });

    it("takes any of the runs that resources of this process have asked for alike", () => {
        const decision = decide({ matches: ["a", "b"], alikeSiblings: 1 });
        assert.deepEqual(decision.kind === "adopt" && decision.runIds, ["a", "b"]);
        assert.equal(decide({ matches: ["a"], alikeSiblings: 4 }).kind, "adopt");
    });

    it("is left to a person when one of this process that only looks the same was lost too", () =>
        assert.deepEqual(
            decide({ matches: ["a"], otherSiblings: 1 }),
            refused(["a"], "another start that looks the same to CCM was lost as well"),
        ));

    it("waits for the answers of this process, and a while for those of others", () => {
        assert.deepEqual(decide({ matches: ["a"], siblingsUnderWay: true, quietMs: QUIET_MS }), {
            kind: "wait",
            reason: "a start of the same kind is still under way",
        });
        const others = { matches: ["a"], othersUnderWay: true, others: 1, quietMs: SETTLING_MS };
        assert.deepEqual(decide(others), { kind: "wait", reason: "another update starts the same" });
        assert.equal(decide({ ...others, quietMs: 50_000 }).kind, "refuse", "within a minute");
    });

    it("is left to a person when another process looks for the same, at once", () =>
        assert.deepEqual(
            decide({ matches: ["a", "b"], others: 1, quietMs: SETTLING_MS }),
            refused(["a", "b"], "another update has started the same at that time"),
        ));

    it("is left to a person when only doubtful runs are there", () =>
        assert.deepEqual(
            decide({ ambiguous: ["a"], quietMs: QUIET_MS }),
            refused(["a"], "CCM's data does not show whether one of them is it"),
        ));
});
