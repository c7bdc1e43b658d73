import assert from "node:assert/strict";
import { CcmBodyError, CcmConnectionError, CcmRedirectError, CcmStatusError } from "../../../provider/ccm/errors";
import { decideRetry, type FailedTry, isTransient } from "../../../provider/ccm/retry";

const never = new CcmConnectionError("op", "m", "ECONNREFUSED", false);
const broke = new CcmConnectionError("op", "m", "ECONNRESET", true);
const certificate = new CcmConnectionError("op", "m", "CERT_HAS_EXPIRED", false);
const status = (code: number, retryAfterMs?: number) =>
    new CcmStatusError("op", "m", code, "", undefined, retryAfterMs);
const cut = new CcmBodyError("op", "m", 200, "", false);
const html = new CcmBodyError("op", "m", 200, "", true);

const decide = (error: unknown, change: Partial<FailedTry> = {}) =>
    decideRetry({ error, repeatable: true, tries: 1, msLeft: Infinity, ...change }, () => 0.5);

describe("whether a request is sent again", () => {
    const table: [name: string, error: unknown, repeatable: boolean, start: boolean][] = [
        ["no connection", never, true, true],
        ["a broken connection", broke, true, false],
        ["429", status(429), true, true],
        ["429 with a proxy's page", new CcmStatusError("op", "m", 429, "", undefined, undefined, "html"), true, false],
        ["408", status(408), true, false],
        ["500", status(500), true, false],
        ["502", status(502), true, false],
        ["503", status(503), true, false],
        ["504", status(504), true, false],
        ["a truncated response", cut, true, false],
        ["522", status(522), true, false],
        ["501", status(501), false, false],
        ["400", status(400), false, false],
        ["401", status(401), false, false],
        ["403", status(403), false, false],
        ["404", status(404), false, false],
        ["a web page", html, false, false],
        ["an expired certificate", certificate, false, false],
        ["a redirect", new CcmRedirectError("op", "m"), false, false],
        ["an internal error", new TypeError("x"), false, false],
    ];
    for (const [name, error, repeatable, start] of table) {
        it(`${name}: ${repeatable ? "yes" : "no"} for a read, ${start ? "yes" : "no"} for a start`, () => {
            assert.equal(isTransient(error), repeatable);
            assert.equal(decide(error).retry, repeatable);
            assert.equal(decide(error, { repeatable: false }).retry, start);
        });
    }

    it("repeats a request for about three seconds if no service listens", () => {
        const pauses = [1, 2, 3, 4].map((tries) => {
            const decision = decide(never, { tries });
            return decision.retry ? decision.delayMs : undefined;
        });
        assert.deepEqual(pauses, [375, 750, 1500, undefined]);
    });

    it("names the reason for not repeating a request", () => {
        assert.deepEqual(decide(broke, { repeatable: false }), {
            retry: false,
            reason: "the connection broke (ECONNRESET), and the request must not be carried out twice",
        });
        assert.deepEqual(decide(status(503), { tries: 6 }), {
            retry: false,
            reason: "the service answered 503, 6 times",
        });
        assert.deepEqual(decide(status(503), { msLeft: 100 }), {
            retry: false,
            reason: "the service answered 503, and the time limit is near",
        });
        assert.deepEqual(decide(status(429, 3_600_000)), {
            retry: false,
            reason: "too many requests (429), and the service asks for a pause of 3600 s",
        });
    });

    it("repeats throttled requests until the caller's time limit, and no longer", () => {
        const patient = { tries: 100, msLeft: 4_000_000 };
        assert.equal(decide(status(429), patient).retry, true);
        assert.equal(decide(status(429, 3_600_000), patient).retry, true);
        assert.equal(decide(status(429, 5_000_000), patient).retry, false);
        assert.equal(decide(status(429), { tries: 6 }).retry, false);
        assert.equal(decide(status(503), patient).retry, false);
    });

    it("doubles the pause each time, up to 10 s, with a random half", () => {
        const delays = [1, 2, 3, 4, 5].map((tries) => {
            const range = [0, 0.999999].map((random) => {
                const decision = decideRetry({ error: broke, repeatable: true, tries, msLeft: Infinity }, () => random);
                return decision.retry ? Math.round(decision.delayMs) : -1;
            });
            return range.join("-");
        });
        assert.deepEqual(delays, ["250-500", "500-1000", "1000-2000", "2000-4000", "4000-8000"]);
    });

    it("waits at least as long as the service asks for", () => {
        assert.deepEqual(decide(status(429, 7000)), { retry: true, delayMs: 7000, reason: "too many requests (429)" });
    });
});
