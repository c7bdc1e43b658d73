import assert from "node:assert/strict";
import {
    decideLostStart,
    type LostStart,
    type CompetingStart,
    SETTLING_MS,
} from "../../../../provider/core/recovery/decideLostStart";
import { UNANSWERED_MS } from "../../../../provider/core/recovery/startWindow";

const settled: LostStart = {
    matches: [],
    ambiguous: [],
    competing: [],
    othersUnderWay: false,
    quietMs: SETTLING_MS,
    unanswered: false,
};
const decide = (change: Partial<LostStart>) => decideLostStart({ ...settled, ...change });
const competing = (...matches: string[]): CompetingStart => ({ sameRun: true, goesFirst: true, matches });
const later = (...matches: string[]): CompetingStart => ({ ...competing(...matches), goesFirst: false });

describe("a start whose answer is lost", () => {
    it("is not judged before the service's list has settled", () => {
        assert.equal(decide({ matches: ["a"], quietMs: SETTLING_MS - 1 }).kind, "wait");
        assert.equal(decide({ matches: ["a"] }).kind, "adopt");
    });

    it("is not judged while a start that the run may belong to is under way", () =>
        assert.deepEqual(decide({ matches: ["a"], othersUnderWay: true }), {
            kind: "wait",
            reason: "a start of the same kind is still under way",
        }));

    it("has led to the one run that nobody else has", () =>
        assert.deepEqual(decide({ matches: ["a"] }), {
            kind: "adopt",
            runId: "a",
            reason: "it was started then, and nobody else has it",
        }));

    it("is made again when the service has not started it", () =>
        assert.deepEqual(decide({}), { kind: "startAgain", reason: "the service has not started it" }));

    it("is made again only when a service that has not answered cannot be at it any more", () => {
        const unanswered = (quietMs: number) => decide({ unanswered: true, quietMs });
        assert.deepEqual(unanswered(UNANSWERED_MS - 1), { kind: "wait", reason: "the service may still be at it" });
        assert.equal(unanswered(UNANSWERED_MS).kind, "startAgain");
    });

    it("is left to a person when there are more runs than starts", () => {
        assert.deepEqual(decide({ matches: ["a", "b"] }), {
            kind: "refuse",
            runIds: ["a", "b"],
            reason: "somebody else has started the same at that time",
        });
        assert.equal(decide({ matches: ["a", "b", "c"], competing: [competing("a", "b", "c")] }).kind, "refuse");
    });

    it("is left to a person when another start that looks the same asks for another run", () => {
        const other = { ...competing("a"), sameRun: false };
        assert.deepEqual(decide({ matches: ["a"], competing: [other] }), {
            kind: "refuse",
            runIds: ["a"],
            reason: "another start that looks the same to CCM was lost as well",
        });
        assert.equal(decide({ matches: ["a"], competing: [{ ...other, matches: ["b"] }] }).kind, "adopt");
        assert.equal(decide({ competing: [other] }).kind, "startAgain");
    });

    it("is left to a person when not even the match is sure", () => {
        assert.deepEqual(decide({ ambiguous: ["d"] }), {
            kind: "refuse",
            runIds: ["d"],
            reason: "what CCM tells of them leaves it open",
        });
        assert.equal(decide({ matches: ["a"], ambiguous: ["d"] }).kind, "adopt", "a sure one outweighs doubts");
        assert.equal(decide({ matches: ["a"], ambiguous: ["d"], competing: [competing("a")] }).kind, "refuse");
        assert.deepEqual(decide({ ambiguous: ["d"], quietMs: 0 }), {
            kind: "wait",
            reason: "the service's list may lag behind",
        });
    });

    describe("among several that ask for the same", () => {
        const picked = (change: Partial<LostStart>) => {
            const decision = decide(change);
            return decision.kind === "adopt" ? decision.runId : decision.kind;
        };

        it("each takes the oldest that is left by those who go first", () => {
            assert.equal(picked({ matches: ["a", "b"], competing: [later("a", "b")] }), "a");
            assert.equal(picked({ matches: ["a", "b"], competing: [competing("a", "b")] }), "b");
            assert.equal(
                picked({ matches: ["a", "b", "c"], competing: [competing("a", "b", "c"), competing("a", "b", "c")] }),
                "c",
            );
        });

        it("one that comes too late starts again", () =>
            assert.equal(picked({ matches: ["a"], competing: [competing("a")] }), "startAgain"));

        it("and waits as long as any other before it does", () =>
            assert.equal(picked({ matches: ["a"], competing: [competing("a")], unanswered: true }), "wait"));

        it("what goes first may have a choice that we do not have", () =>
            assert.equal(picked({ matches: ["b"], competing: [competing("a", "b")] }), "b"));

        it("a rival of a rival counts where it picks", () =>
            assert.equal(picked({ matches: ["b", "c"], competing: [competing("a"), competing("a", "b")] }), "c"));

        it("a rival that shares no run with us does not make room for one more", () =>
            assert.equal(picked({ matches: ["a", "b"], competing: [competing("c")] }), "refuse"));
    });
});
