import assert from "node:assert/strict";
import {
    CcmBodyError,
    CcmConnectionError,
    CcmCredentialError,
    CcmRedirectError,
    CcmSettingsError,
    CcmStatusError,
} from "../../../provider/ccm/errors";
import { type AnswerProof, whatAnswerProves } from "../../../provider/ccm/startAnswer";

const answered = (status: number, form: "json" | "html" | "text" = "json") =>
    new CcmStatusError("op", "m", status, "", undefined, undefined, form);

/** What each outcome of a request proves about a start. */
const table: [what: string, error: unknown, kind: AnswerProof["kind"]][] = [
    ["no connection", new CcmConnectionError("op", "m", "ECONNREFUSED", false), "neverSent"],
    ["no token", new CcmCredentialError(answered(503)), "neverSent"],
    ["bad settings", new CcmSettingsError(["x"]), "neverSent"],
    ["a redirect to another host", new CcmRedirectError("op", "m"), "neverSent"],
    ["a broken connection", new CcmConnectionError("op", "m", "ECONNRESET", true), "unclear"],
    ["no response in time", new CcmConnectionError("op", "m", "TIMEOUT", true), "unclear"],
    ["CCM's own 400", answered(400), "refused"],
    ["CCM's own 403", answered(403), "refused"],
    ["CCM's own 429", answered(429), "refused"],
    ["a proxy's page with 403", answered(403, "html"), "unclear"],
    ["a gateway's text with 403", answered(403, "text"), "unclear"],
    ["a proxy's page with 429", answered(429, "html"), "unclear"],
    ["408", answered(408), "unclear"],
    ["303", answered(303), "unclear"],
    ["500", answered(500), "unclear"],
    ["502", answered(502, "html"), "unclear"],
    ["503", answered(503, "text"), "unclear"],
    ["504", answered(504), "unclear"],
    ["a web page with 200", new CcmBodyError("op", "m", 200, "", true), "unclear"],
    ["a truncated body", new CcmBodyError("op", "m", 200, "", false), "unclear"],
    ["an internal error", new TypeError("x"), "unclear"],
];

describe("what a response proves about a start", () => {
    for (const [what, error, kind] of table) {
        it(`${what}: ${kind}`, () => {
            const proof = whatAnswerProves(error);
            assert.equal(proof.kind, kind);
            assert.equal(proof.mayActForMs, kind === "unclear" ? 60_000 : 0);
            assert.notEqual(proof.reason, "");
        });
    }
});
