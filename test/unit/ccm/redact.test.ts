import assert from "node:assert/strict";
import fc from "fast-check";
import { redactor } from "../../../provider/ccm/redact";
import { SecretRegistry } from "../../../provider/core";

/** Ways in which other programs encode a text. */
const SPELLINGS: Record<string, (text: string) => string> = {
    plain: (text) => text,
    json: (text) => JSON.stringify({ text }),
    unicode: (text) => text.replace(/[^a-z]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`),
    url: (text) => `?key=${encodeURIComponent(text)}&x=1`,
    form: (text) => new URLSearchParams({ text }).toString(),
    html: (text) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`),
    base64: (text) => Buffer.from(text).toString("base64"),
    base64url: (text) => Buffer.from(text).toString("base64url"),
    "basic authentication": (text) => Buffer.from(`user:${text}`).toString("base64"),
    "base64 of JSON": (text) => Buffer.from(`{"a":"${text}"}`).toString("base64"),
    hex: (text) => Buffer.from(text).toString("hex"),
    "upper-case hex": (text) => Buffer.from(text).toString("hex").toUpperCase(),
    "wrapped base64": (text) => Buffer.from(text.repeat(3)).toString("base64").replace(/.{64}/g, "$&\n"),
};

const secret = 'p@ss<"word"> /1\\n';

describe("redaction", () => {
    for (const [name, spell] of Object.entries(SPELLINGS)) {
        it(`redacts a secret encoded as ${name}, also in JSON in JSON`, () => {
            const redact = redactor([secret]);
            for (const text of [spell(secret), JSON.stringify(JSON.stringify({ said: spell(secret) }))]) {
                assert.match(redact(`before ${text} after`), /^before .*\[secret\].* after$/s);
            }
        });
    }

    it("redacts a secret with white space, whatever white space a text has instead, before it is put on one line", () => {
        const redact = redactor(["hunter2 pass", "a b  c", "two\nlines"]);
        assert.equal(redact("x hunter2  pass y"), "x [secret] y");
        assert.equal(redact("x hunter2\n\tpass y, a\nb c."), "x [secret] y, [secret].");
        assert.equal(redact("x two lines y"), "x [secret] y");
    });

    it("redacts a secret that contains the mask, and one with characters that a form encodes", () => {
        assert.equal(redactor(["pre[secret]post"])("x pre[secret]post y"), "x [secret] y");
        assert.equal(redactor(["a+b c!longer"])("k=a%2Bb+c%21longer&z"), "k=[secret]&z");
    });

    it("redacts the lines of a key separately: a log may prefix them, or end them differently", () => {
        const key = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----";
        const log = key
            .split("\n")
            .map((line) => `12:00:00 ${line}\r\n`)
            .join("");
        assert.equal(redactor([key])(log), "12:00:00 [secret]\r\n".repeat(4));
    });

    it("leaves no secret of 8 characters or more in any text, whatever the place and the encoding", () => {
        const secrets = fc.string({ minLength: 8, maxLength: 40 }).filter((text) => text.trim().length >= 8);
        const spelling = fc.constantFrom(...Object.values(SPELLINGS));
        const places = fc.array(fc.tuple(fc.string(), fc.nat(3), spelling));
        fc.assert(
            fc.property(fc.array(secrets, { minLength: 1, maxLength: 4 }), places, (values, parts) => {
                const spelled = parts.map(([rest, index, spell]) => [rest, spell(values[index % values.length] ?? "")]);
                const registry = new SecretRegistry();
                registry.registerValues(values);
                const clean = registry.shown(spelled.flat().join("")).split("[secret]");
                // A part that two base64 texts have in common is not a secret.
                const whole = values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]);
                return whole.every((one) => clean.every((part) => !part.includes(one)));
            }),
        );
    });

    it("masks values of 4 to 7 characters as whole words, and shorter ones not at all", () => {
        assert.equal(redactor(["a", "on"])("on a reason"), "on a reason");
        assert.equal(redactor(["test"])("the test of a contest, latest"), "the [secret] of a contest, latest");
    });

    it("masks the user information in a URL, and keeps digests of images", () => {
        const redact = redactor([]);
        assert.equal(redact("at https://user:pw@host/x"), "at https://[secret]@host/x");
        assert.equal(redact("docker-pullable://alpine@sha256:12"), "docker-pullable://alpine@sha256:12");
    });

    it("keeps a mask unchanged", () => {
        const redact = redactor(["secret", "tokens12"]);
        assert.equal(redact(redact("my tokens12")), "my [secret]");
    });
});
