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

    it("an error of the constructor tells where it was called", () => {
        const traces = pauseTraces();
        const located = traces.locate(new Error("no name")) as Error;
        assert.match(located.stack ?? "", /^Error: no name\n\s+at .*hiddenInputs\.test/);
        assert.equal(Error.stackTraceLimit, limit);
    });

    it("an error that has its place already keeps it", () => {
        const error = new Error("of the program");
        const { stack } = error;
        assert.equal((pauseTraces().locate(error) as Error).stack, stack);
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
