import assert from "node:assert/strict";
import { type LogLine, StatusLineQueue } from "../../../provider/plugin/statusLines";

/** Creates a queue whose sleeps end when the test calls `pass`. */
function setUp(deliver?: (line: LogLine) => Promise<void>) {
    const said: string[] = [];
    const sleeps: (() => void)[] = [];
    const rows = new StatusLineQueue(deliver ?? (async ({ urn, text }) => void said.push(`${urn}: ${text}`)), {
        sleep: () => new Promise((resolve) => sleeps.push(resolve)),
    });
    const say = (urn: string, text: string, ephemeral: boolean) =>
        rows.send({ severity: "info", urn, text, ephemeral });
    const pass = async () => {
        for (const wake of sleeps.splice(0)) wake();
        await new Promise((resolve) => setImmediate(resolve));
    };
    return { rows, said, say, pass };
}

describe("the queue of status lines", () => {
    it("skips a line that is replaced before it could be read", async () => {
        const { rows, said, say } = setUp();
        say("a", "starting", true);
        say("a", "RUNNING", true);
        await rows.flush("a");
        assert.deepEqual(said, ["a: RUNNING"]);
    });

    it("sends a line that stays for a while", async () => {
        const { rows, said, say, pass } = setUp();
        say("a", "starting", true);
        await pass();
        assert.deepEqual(said, ["a: starting"]);
        say("a", "RUNNING", true);
        await rows.flush("a");
        assert.deepEqual(said, ["a: starting", "a: RUNNING"]);
    });

    it("sends the last of frequent lines at intervals", async () => {
        const { said, say, pass } = setUp();
        for (let i = 1; i <= 3; i++) {
            say("a", `${i}a`, true);
            say("a", `${i}b`, true);
            await pass();
        }
        assert.deepEqual(said, ["a: 1b", "a: 2b", "a: 3b"]);
    });

    it("keeps every persistent line, and the line before it, in order", async () => {
        const { rows, said, say } = setUp();
        say("a", "starting", true);
        say("a", "the answer was lost", false);
        say("a", "adopted", false);
        say("a", "RUNNING", true);
        await rows.flush("a");
        assert.deepEqual(said, ["a: starting", "a: the answer was lost", "a: adopted", "a: RUNNING"]);
    });

    it("does not delay a row for another one, and sends the stack's lines with each", async () => {
        const arrivals: (() => void)[] = [];
        const said: string[] = [];
        const { rows, say } = setUp((line) => {
            said.push(`${line.urn}: ${line.text}`);
            return line.urn === "slow" ? new Promise((resolve) => arrivals.push(resolve)) : Promise.resolve();
        });
        say("slow", "1", false);
        say("", "for all", false);
        say("b", "2", false);
        await rows.flush("b");
        assert.deepEqual(said.toSorted(), [": for all", "b: 2", "slow: 1"]);
        let isFlushed = false;
        const flushed = rows.flush("slow").then(() => (isFlushed = true));
        await new Promise((resolve) => setImmediate(resolve));
        assert.ok(!isFlushed);
        for (const arrive of arrivals) arrive();
        await flushed;
    });

    it("continues after a line that could not be sent", async () => {
        const said: string[] = [];
        const { rows, say } = setUp(({ text }) => {
            if (text === "lost") return Promise.reject(new Error("no engine"));
            said.push(text);
            return Promise.resolve();
        });
        say("a", "lost", false);
        say("a", "told", false);
        await rows.flush("a");
        assert.deepEqual(said, ["told"]);
    });
});
