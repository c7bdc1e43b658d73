import assert from "node:assert/strict";
import { RunOwnership } from "../../../../provider/core/recovery/runOwnership";

describe("whether a run stays when its resource is deleted", () => {
    it("no, if no other resource has it", () => {
        const starts = new RunOwnership();
        starts.hold("a", "run", "state");
        assert.ok(!starts.staysOnDelete("a", "run"));
        assert.ok(!starts.staysOnDelete("never seen", "another"));
    });

    it("yes, if another resource has it", () => {
        const starts = new RunOwnership();
        starts.hold("b", "run", "state");
        assert.ok(starts.staysOnDelete("a", "run"));
    });

    it("yes, if the resource itself has adopted it during its replacement", () => {
        const starts = new RunOwnership();
        starts.hold("a", "run", "adopted");
        assert.ok(starts.staysOnDelete("a", "run"));
        starts.hold("a", "new", "started");
        assert.ok(!starts.staysOnDelete("a", "run"));
    });
});

describe("a run that was found for a lost start", () => {
    it("is assigned to one start only", () => {
        const starts = new RunOwnership();
        assert.ok(starts.claim("a", "run"));
        assert.ok(!starts.claim("b", "run"));
        starts.noteKnown("old");
        assert.ok(!starts.claim("b", "old"));
    });
});

describe("the starts begun before a run was deleted", () => {
    it("are known by the stamps of the resource's runs", () => {
        const starts = new RunOwnership();
        assert.deepEqual(starts.deletedStamps("a"), []);
        starts.deleted("a", "stamp");
        assert.deepEqual(starts.deletedStamps("a"), ["stamp"]);
        assert.deepEqual(starts.deletedStamps("b"), []);
    });
});
