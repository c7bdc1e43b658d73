import assert from "node:assert/strict";
import { pauseTraces } from "../../../provider/program/hiddenInputs";

describe("stack traces, paused around a constructor", () => {
    const limit = Error.stackTraceLimit;

    it("are kept again afterwards", () => {
        const traces = pauseTraces();
        assert.doesNotMatch(new Error("in between").stack ?? "", /at /);
        traces.resume();
        assert.equal(Error.stackTraceLimit, limit);
    });

    it("stay where Pulumi hunts for leaks", () => {
        process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "true";
        try {
            pauseTraces();
            assert.equal(Error.stackTraceLimit, limit);
        } finally {
            delete process.env["PULUMI_DEBUG_PROMISE_LEAKS"];
        }
    });
});
