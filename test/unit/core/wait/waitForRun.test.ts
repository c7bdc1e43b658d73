import assert from "node:assert/strict";
import { CcmConnectionError, type Run, CcmStatusError } from "../../../../provider/ccm";
import type { RunStatus } from "../../../../provider/contract/runStatus";
import { pollInterval } from "../../../../provider/core/wait/pollInterval";
import { waitForRun } from "../../../../provider/core/wait/waitForRun";
import { apiOf, contextOf } from "../../../support/context";
import { VirtualClock } from "../../../support/virtualClock";

const RUN_ID = "7c1e0000-0000-4000-8000-000000000000";

function answer(status: RunStatus): Run {
    return { runId: RUN_ID, status };
}

type Reading = RunStatus | Error;

const unexpected = (text: string) => assert.fail(`unexpected line: ${text}`);

/** A service whose answer depends on the time alone: the last entry whose time has come. */
function scripted(timeline: readonly (readonly [seconds: number, look: Reading])[]) {
    const clock = new VirtualClock();
    const lines: string[] = [];
    let polls = 0;
    const context = contextOf({
        api: apiOf({
            runStatus: () => {
                polls += 1;
                const [, look] = timeline.filter(([seconds]) => seconds * 1000 <= clock.now()).at(-1) ?? [
                    0,
                    "PENDING" as const,
                ];
                return look instanceof Error ? Promise.reject(look) : Promise.resolve(answer(look));
            },
        }),
        clock,
        report: { keepsEveryLine: false, progress: (text) => lines.push(text), info: unexpected, warn: unexpected },
    });
    const startLimit = { name: "timeouts.start", ms: 15 * 60_000 };
    const finishLimit = { name: "timeouts.finish", ms: 24 * 3_600_000 };
    const wait = (waitFor: "RUNNING" | "SUCCEEDED") =>
        waitForRun(context, answer("PENDING"), { waitFor, startLimit, finishLimit }, 0);
    return { clock, lines, wait, polls: () => polls };
}

const away = new CcmConnectionError("look", "no connection", "ECONNRESET", true);
const status = (code: number) => new CcmStatusError("look", `answered ${code}`, code, "", undefined, undefined);

describe("waiting for a run", () => {
    it("polls so often that an end is noticed within 2 s or a tenth of the time waited, and each 30 s at least", () => {
        const delays = [0, 10, 20, 100, 300, 86_400].map((seconds) => pollInterval(seconds * 1000, () => 0.5) / 1000);
        assert.deepEqual(delays, [1.8, 1.8, 1.8, 9, 27, 30]);
        assert.deepEqual(
            [0, 0.999999].map((random) => Math.round(pollInterval(0, () => random))),
            [1710, 1890],
        );
    });

    it("a run that takes 60 s to start costs 24 polls, and is noticed within a tenth of that", async () => {
        const { wait, clock, polls } = scripted([[60, "RUNNING"]]);
        const { failure } = await wait("RUNNING");
        assert.equal(failure, undefined);
        assert.equal(polls(), 24);
        assert.ok(clock.now() <= 66_000, `${clock.now()}`);
    });

    it("a service that is away or refuses for a while is waited out", async () => {
        const { wait, lines } = scripted([
            [5, away],
            [15, status(503)],
            [30, status(401)],
            [90, status(404)],
            [120, "UNKNOWN"],
            [300, "RUNNING"],
        ]);
        const { failure, run: last } = await wait("RUNNING");
        assert.equal(failure, undefined);
        assert.equal(last.status, "RUNNING");
        for (const words of ["does not answer", "refuses the credential", "not in CCM's lists", "UNKNOWN"]) {
            assert.ok(
                lines.some((line) => line.includes(words)),
                words,
            );
        }
    });

    it("a service that throttles for ten minutes is waited out, and the row says why it takes so long", async () => {
        const { wait, lines } = scripted([
            [5, status(429)],
            [605, "RUNNING"],
        ]);
        assert.equal((await wait("RUNNING")).failure, undefined);
        const slow = lines.find((line) => line.includes("CCM asks for fewer requests (429)"));
        assert.match(slow ?? "", /^PENDING for \d+ s, CCM asks for fewer requests \(429\), until RUNNING, at most/);
    });

    it("a service that throttles until the limit is what the failure tells of", async () => {
        const { wait, clock } = scripted([[5, status(429)]]);
        const { failure } = await wait("RUNNING");
        assert.match(
            failure?.what ?? "",
            /^was last seen PENDING, and CCM answers 429 \(too many requests\), after 15 min \(timeouts\.start\)$/,
        );
        assert.equal(clock.now(), 900_000);
    });

    it("a credential that is refused for two minutes ends the wait, with the last status and the error", async () => {
        const { wait, clock } = scripted([[10, status(403)]]);
        const { failure, run: last } = await wait("RUNNING");
        assert.match(failure?.what ?? "", /CCM has refused the credential for 2 min/);
        assert.equal(failure?.lastError, "answered 403");
        assert.equal(last.status, "PENDING");
        assert.ok(clock.now() < 150_000);
    });

    it("time limits are total: nothing on the way prolongs them", async () => {
        const flicker = Array.from(
            { length: 2000 },
            (_, index) => [index, index % 2 === 0 ? "PENDING" : away] as const,
        );
        const { wait, clock } = scripted(flicker);
        const { failure } = await wait("SUCCEEDED");
        assert.match(failure?.what ?? "", /timeouts\.start/);
        assert.equal(clock.now(), 900_000);
    });

    it("a run that has been RUNNING for hours may be UNKNOWN for a while", async () => {
        const { wait } = scripted([
            [10, "RUNNING"],
            [7200, "UNKNOWN"],
            [7500, "RUNNING"],
            [9000, "SUCCEEDED"],
        ]);
        assert.equal((await wait("SUCCEEDED")).failure, undefined);
    });

    it("the last line says the outcome", async () => {
        const { wait, lines } = scripted([
            [10, "RUNNING"],
            [100, "FAILED"],
        ]);
        await wait("SUCCEEDED");
        assert.equal(lines[0], "PENDING, until SUCCEEDED, at most 15 min more");
        assert.match(lines.at(-1) ?? "", /^FAILED after \d+ s$/);
    });
});
