import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/repository";
import { pagesIn } from "../support/documents";

/** Everyday words for technical things, and what this project's texts once called things. Each has a better one. */
const WORDS: Record<string, string> = {
    "nobody|somebody": "name who: the user, another process, the owner",
    "goes on|go on with|gone on with": "continues",
    "takes? away|taken away|taking away": "removes",
    "told|tells of": "reports, shows",
    "look(?:s|ed)? for": "searches",
    "is none|of none": "is not a ..., unknown",
    "at hand": "current",
    "by (?:itself|themselves)": "automatically, separately",
    "made good": "repeated",
    "not promised": "not guaranteed",
};

/** Written for people who use the package; messages of the code are quoted in code spans, which do not count. */
const pages = [
    "README.md",
    "SECURITY.md",
    "simulator/README.md",
    "provider/README.md",
    ...pagesIn("docs"),
    ...pagesIn("examples"),
]
    // It quotes measurements of long ago.
    .filter((page) => !page.endsWith("performance.md"));

describe("the words of the documents", () => {
    it("are those of the field", () => {
        const found = pages.flatMap((page) =>
            readFileSync(join(root, page), "utf8")
                .replace(/```[^]*?```|`[^`\n]*`/g, (code) => code.replace(/[^\n]/g, ""))
                .split("\n")
                .flatMap((line, index) =>
                    Object.entries(WORDS)
                        .map(
                            ([word, better]) => [new RegExp(`\\b(?:${word})\\b`, "i").exec(line)?.[0], better] as const,
                        )
                        .filter(([word]) => word !== undefined)
                        .map(([word, better]) => `${page}:${index + 1}: "${word}" (better: ${better})`),
                ),
        );
        assert.deepEqual(found, []);
    });
});
