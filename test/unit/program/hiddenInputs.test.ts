import assert from "node:assert/strict";
import { pauseTraces } from "../../../provider/program/hiddenInputs";

describe("stack traces, paused around a constructor", () => {
    const limit = Error.stackTraceLimit;

    it("are recorded again afterwards", () => {
        const traces = pauseTraces();
        assert.doesNotMatch(new Error("in between").stack ?? "", /at /);
        traces.resume();
        assert.equal(Error.stackTraceLimit, limit);
    });

    it("stay enabled if Pulumi debugs promise leaks", () => {
        process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "true";
        try {
            pauseTraces();
            assert.equal(Error.stackTraceLimit, limit);
        } finally {
            delete process.env["PULUMI_DEBUG_PROMISE_LEAKS"];
        }
    });
});
