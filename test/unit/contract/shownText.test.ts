import assert from "node:assert/strict";
import fc from "fast-check";
import { shownLine, shownText } from "../../../provider/contract/shownText";

describe("a shown text", () => {
    const texts: [said: string, shown: string][] = [
        ["a <{%boom%}> b", "a <{ %boom%}> b"],
        ["::error file=a::x", ": :error file=a::x"],
        ["ok\n  ::error::x", "ok\n  : :error::x"],
        ["said ::add-mask::x", "said : :add-mask::x"],
        ["##vso[task.complete]", "# #vso[task.complete]"],
        ["a ##[error] b", "a # #[error] b"],
        ["##teamcity[x]", "# #teamcity[x]"],
        ["section_start:12:name\r\u001b[0Khead", "section start:12:name\nhead"],
        ["+++ a\n--- b\n~~~ c\n^^^ +++", "+ ++ a\n- -- b\n~ ~~ c\n^ ^^ +++"],
        ["\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007", "red link"],
        ["a\u202eb\u200bc\ud800d", "abcd"],
        ["a\u2028b\u0000c\td", "a\nb c\td"],
        ["<\u200b{%red%}", "<{ %red%}"],
    ];
    for (const [said, shown] of texts) {
        it(`${JSON.stringify(said)} becomes ${JSON.stringify(shown)}`, () => assert.equal(shownText(said), shown));
    }

    it("is unchanged if it is harmless", () => {
        const harmless = [
            "urn:pulumi:dev::error::pulumi-nodejs:dynamic/fortanix-ccm:WorkflowRun::run",
            "connect ECONNREFUSED ::1:443",
            "-----BEGIN CERTIFICATE-----",
            "Größe 10 µm, 😀",
            "a\tb\nc",
        ];
        for (const text of harmless) assert.equal(shownText(text), text);
    });

    it("is unchanged if it is shown again", () => {
        const parts = fc.constantFrom(
            ...texts.flatMap(([said]) => [...said.split(/(?<=.)/u)]),
            ":",
            "#",
            "<{",
            "%",
            "\n",
        );
        const text = fc.array(fc.oneof(parts, fc.string()), { maxLength: 30 }).map((all) => all.join(""));
        fc.assert(fc.property(text, (said) => shownText(shownText(said)) === shownText(said)));
    });

    it("of one line is truncated with an ellipsis, and never inside a character", () => {
        assert.equal(shownLine("a\nb  c", 10), "a b c");
        assert.equal(shownLine("x".repeat(11), 10), `${"x".repeat(9)}…`);
        assert.equal(shownLine("😀".repeat(6), 10), `${"😀".repeat(4)}…`);
    });
});
