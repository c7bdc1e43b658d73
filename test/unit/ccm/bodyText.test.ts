import assert from "node:assert/strict";
import { retryAfterMs } from "../../../provider/ccm/exchange";
import { looksLikeHtml, quoteBody } from "../../../provider/ccm/bodyText";

describe("the body of an error response", () => {
    const bodies: [body: string, quote: string][] = [
        ['{"message":"no such graph"}', "no such graph"],
        ['{"error":"invalid_client","error_description":"bad key"}', "bad key"],
        ['{"error":"invalid_client"}', "invalid_client"],
        ['"just text"', "just text"],
        ['{"code":7}', '{"code":7}'],
        ["quota\n\texceeded\u001b[31m", "quota exceeded"],
        ["<html><style>p{}</style><script>x()</script><h1>502</h1><p>Bad Gateway</p></html>", "502 Bad Gateway"],
        ["", ""],
    ];
    for (const [body, quote] of bodies) {
        it(`${JSON.stringify(body)} is quoted as ${JSON.stringify(quote)}`, () => assert.equal(quoteBody(body), quote));
    }

    it("is truncated to 500 characters, with an ellipsis", () => {
        assert.equal(quoteBody("x".repeat(501)), `${"x".repeat(499)}…`);
        assert.equal(quoteBody("x".repeat(500)), "x".repeat(500));
    });

    it("is a web page by its content type or its beginning", () => {
        assert.ok(looksLikeHtml("", "text/html; charset=utf-8"));
        assert.ok(looksLikeHtml("  <!DOCTYPE html>", undefined));
        assert.ok(looksLikeHtml("<html>", "application/json"));
        assert.ok(!looksLikeHtml('{"html":"<html>"}', "application/json"));
    });
});

describe("Retry-After", () => {
    const now = Date.UTC(2026, 0, 1);
    const headers: [header: string | undefined, ms: number | undefined][] = [
        [undefined, undefined],
        ["", undefined],
        ["0", 0],
        ["7", 7000],
        ["Thu, 01 Jan 2026 00:00:09 GMT", 9000],
        ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
        ["soon", undefined],
        ["-1.5.x", undefined],
    ];
    for (const [header, ms] of headers) {
        it(`${String(header)}: ${String(ms)} ms`, () => assert.equal(retryAfterMs(header, now), ms));
    }
});
