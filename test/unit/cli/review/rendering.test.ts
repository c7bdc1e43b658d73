import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { htmlOf } from "../../../../provider/cli/review/html";
import { markdownOf, MAX_MARKDOWN } from "../../../../provider/cli/review/markdown";
import { parsePreview } from "../../../../provider/cli/review/previewDocument";
import { type Review, reviewOf } from "../../../../provider/cli/review/report";
import { jsonOf, reviewDocument } from "../../../../provider/cli/review/reviewDocument";
import { root } from "../../../../tools/repository";
import { type PlannedStep, previewOf, state } from "../../../support/previews";

const review = (steps: readonly PlannedStep[], diagnostics: readonly object[] = []): Review =>
    reviewOf(parsePreview(previewOf(steps, diagnostics)), 0);
const message = (name: string, severity: string, text: string) => ({
    ...{ urn: `urn:pulumi:s::p::t::${name}`, severity },
    message: text,
});
const RUN = { graphId: "g", graphVersion: "1", deployment: { aciSingleJob: { clusterId: "c" } } };

describe("a rendered review", () => {
    it("lets no text of the stack become markup, a mention or a link", () => {
        const evil = "<img src=x onerror=alert(1)> @org/team [a](https://evil.example) | `x` **b**\n# head";
        const inputs = { ...RUN, graphVersion: evil, triggers: { [evil]: evil } };
        const oldState = state({ ...inputs, triggers: {} }, { runStatus: "RUNNING", runId: evil });
        const found = review(
            [{ op: "replace", name: evil, oldState, newState: state(inputs) }],
            [message("x", "error", evil), message("x", "warning", evil)],
        );
        const markdown = markdownOf([found]);
        const summaries = (markdown.match(/^<details>.*$/gm) ?? []).join("\n");
        assert.ok(!/<img|@org|https:/.test(summaries), summaries);
        // Code, and HTML up to the next empty line, is not Markdown.
        const outside = markdown.replace(/^```+diff\n[^]*?^```+$/gm, "").replace(/^<details>.*$/gm, "");
        assert.doesNotMatch(outside, /<img|@org|[^\\]\]\(|https:\/\/|[^\\]\*\*b|\n# head/);
        const html = htmlOf([found]);
        assert.ok(!html.includes("<img"), html);
        assert.match(html, /default-src 'none'/);
    });

    it("of 200 runs fits into a comment, and says what is left out", () => {
        const jobs = (image: string) => ({
            ...RUN,
            runtimeConfigs: { key: { lines: Array.from({ length: 40 }, (_, index) => `${image} ${index}`) } },
        });
        const steps = Array.from({ length: 200 }, (_, index) => ({
            op: "replace",
            name: `run-${index}`,
            oldState: state(jobs("a"), { runStatus: "RUNNING", runId: `id-${index}` }),
            newState: state(jobs("b")),
        }));
        const markdown = markdownOf([review(steps)]);
        assert.ok(markdown.length <= MAX_MARKDOWN, `${markdown.length}`);
        for (let index = 0; index < 200; index++) assert.ok(markdown.includes(`**run-${index}**`), `run-${index}`);
        assert.match(markdown, /… and \d+ more details than fit here\._\n$/);
        const many = Array.from({ length: 5000 }, (_, index) => ({ ...steps[0], op: "replace", name: `run-${index}` }));
        const cut = markdownOf([review(many)]);
        assert.ok(cut.length <= MAX_MARKDOWN, `${cut.length}`);
        assert.match(cut, /… and \d+ more changes than fit here/);
    });

    it("of several stacks has a section for each, and fits into one comment", () => {
        const steps = Array.from({ length: 300 }, (_, index) => ({
            ...{ op: "create", name: `run-${index}` },
            newState: state(RUN),
        }));
        const markdown = markdownOf([review(steps), review([]), review(steps)], "https://ci.example.com/1");
        assert.ok(markdown.length <= MAX_MARKDOWN, `${markdown.length}`);
        assert.equal(markdown.match(/^### Fortanix CCM/gm)?.length, 3);
        assert.match(markdown, /\[CI job\]\(https:\/\/ci\.example\.com\/1\)\n$/);
        assert.equal(htmlOf([review(steps), review([])]).match(/<h1>/g)?.length, 2);
    });

    it("as JSON has the form that docs/review.schema.json describes", () => {
        const document = JSON.parse(jsonOf([review([{ op: "create", name: "run", newState: state(RUN) }])])) as unknown;
        assert.deepEqual(reviewDocument.parse(document), document);
        const file = join(root, "docs", "review.schema.json");
        const schema = `${JSON.stringify(z.toJSONSchema(reviewDocument), null, 4)}\n`;
        if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, schema);
        assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), JSON.parse(schema));
    });
});

describe("the input of a review", () => {
    for (const [what, text, error] of [
        ["nothing", " ", /the input is empty: it must be what `pulumi preview --json` prints/],
        ["a text", "Previewing update", /the input is not JSON/],
        ["a truncated preview", '{"steps":[{"op":"create",', /the input is truncated or damaged JSON/],
        ["a saved plan", '{"manifest":{},"resourcePlans":{}}', /the input is a saved plan/],
        ["other JSON", '{"a":1}', /the input is JSON of another kind/],
    ] as const) {
        it(`rejects ${what}`, () => assert.throws(() => parsePreview(text), error));
    }
});
