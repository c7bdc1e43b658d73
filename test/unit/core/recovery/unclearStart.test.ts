import assert from "node:assert/strict";
import { openStartsOf } from "../../../../provider/core/recovery/openStarts";
import { formatStamp } from "../../../../provider/core/recovery/startStamp";
import { unclearOpenStart } from "../../../../provider/core/recovery/unclearStart";
import { contextOf } from "../../../support/context";

const URN = "urn:pulumi:test::test::type::run";

function pending(urn: string) {
    const stamp = formatStamp({ atMs: 1, process: "first", journal: "", endpoint: "" });
    const openCreates = [{ urn, stamp, isHidden: false, inputs: {} }];
    const state = { stackId: "stack", hasOtherPending: false, runs: [], openCreates };
    return openStartsOf(urn, { state, noted: [], unsent: new Set(), process: "now" }).open;
}

describe("the instructions for an ambiguous start", () => {
    const [start] = pending(URN);
    const unclear = { kind: "unclear", runs: [], reason: "why" } as const;

    it("clear its pending create, and not those of others", () => {
        assert.ok(start !== undefined);
        const alone = unclearOpenStart(contextOf({ urn: URN }), start, unclear, undefined, []).message;
        assert.match(
            alone,
            /If none of them is, run `pulumi refresh --clear-pending-creates --yes`, then run `pulumi up`\./,
        );
        const others = pending(`${URN}2`);
        const { message } = unclearOpenStart(contextOf({ urn: URN }), start, unclear, undefined, others);
        assert.match(
            message,
            /run `pulumi refresh` in a terminal and choose to clear the pending create of run, and no/,
        );
        assert.doesNotMatch(message, /--clear-pending-creates/);
    });
});
