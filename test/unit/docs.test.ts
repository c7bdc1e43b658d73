import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { environmentName, SETTING_NAMES } from "../../provider/contract/settingNames";
import { computeClusterInputs } from "../../provider/core/clusters/clusterInputs";
import { completionInputs } from "../../provider/core/completions/completionInputs";
import { workflowRunInputs } from "../../provider/core/runs/runInputs";
import { root } from "../../tools/repository";
import { pagesIn } from "../support/documents";

const read = (file: string) => readFileSync(join(root, file), "utf8");

interface Manifest {
    readonly scripts?: Record<string, string>;
    readonly dependencies?: Record<string, string>;
    readonly peerDependencies?: Record<string, string>;
    readonly devDependencies?: Record<string, string>;
}
const manifest = (file: string) => JSON.parse(read(file)) as Manifest;

/** What a table's row begins with, in a document. */
const rows = (text: string) =>
    text
        .split("\n")
        .filter((line) => line.startsWith("| `"))
        .join("\n");

/** What a heading is called in a link. */
const anchor = (title: string) =>
    title
        .toLowerCase()
        .replace(/[^\w\s-]/g, "")
        .replace(/\s/g, "-");

describe("the documents", () => {
    it("the page on configuration has a row for every setting and its environment variable", () => {
        const table = rows(read("docs/installation-configuration.md"));
        for (const name of SETTING_NAMES)
            for (const text of [name, environmentName(name)]) assert.ok(table.includes(`\`${text}\``), text);
    });

    it("the page on resources explains every argument", () => {
        const schemas = [workflowRunInputs, computeClusterInputs, completionInputs];
        for (const name of schemas.flatMap(({ shape }) => Object.keys(shape)))
            assert.match(read("docs/resources.md"), new RegExp(`^- \`${name}\`[ :]`, "m"));
    });

    it("README is for ten minutes", () => {
        const text = read("README.md");
        assert.ok(text.split("\n").length <= 130);
        assert.ok(text.split(/\s+/).length <= 1300);
    });

    it("every link and picture leads to a file, and to a heading of it", () => {
        const pages = [
            "README.md",
            "CONTRIBUTING.md",
            "SECURITY.md",
            "CHANGELOG.md",
            ...pagesIn("docs"),
            ...pagesIn("examples"),
        ];
        for (const page of pages) {
            for (const [, target = ""] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
                if (/^https?:/.test(target)) continue;
                const [path = "", heading] = target.split("#");
                const file = path === "" ? page : join(dirname(page), path);
                assert.ok(existsSync(join(root, file)), `${page}: ${target}`);
                if (heading === undefined) continue;
                const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => anchor(title));
                assert.ok(headings.includes(heading), `${page}: ${target}`);
            }
        }
    });

    it("every guarantee names tests that are there", () => {
        const held = read("docs/guarantees.md")
            .split("\n")
            .filter((line) => line.startsWith("_Tests:_ "));
        assert.ok(held.length > 20);
        for (const line of held) {
            const files = [...line.matchAll(/`(test\/[^`]*)`/g)].map(([, file = ""]) => file);
            assert.ok(files.length > 0, line);
            for (const file of files) assert.ok(existsSync(join(root, file)), file);
        }
    });

    it("README names commands that are there", () => {
        const { scripts = {} } = manifest("package.json");
        const named = [...read("README.md").matchAll(/npm (?:run )?(quickstart|test|simulator)/g)].map(
            ([, name = ""]) => name,
        );
        for (const name of named) assert.ok(name in scripts, name);
    });

    it("CONTRIBUTING gives a reason for every dependency", () => {
        const table = rows(read("CONTRIBUTING.md"));
        for (const file of ["package.json", "test/package.json", "provider/package.json", "simulator/package.json"]) {
            const { dependencies, devDependencies, peerDependencies } = manifest(file);
            for (const name of Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })) {
                if (name.startsWith("@types/")) continue;
                assert.ok(table.includes(`\`${name}\``), name);
            }
        }
    });

    it("every path that CONTRIBUTING names is there", () => {
        const text = read("CONTRIBUTING.md");
        const paths = [...text.matchAll(/`((?:provider|simulator|test|tools|docs|examples)\/[^`*… ]*)`/g)].map(
            ([, path = ""]) => path,
        );
        const plan = /```\n(provider\/ [^]*?)```/.exec(text)?.[1] ?? assert.fail("CONTRIBUTING has no folder tree");
        const parents: string[] = [];
        for (const line of plan.split("\n")) {
            const [, indent = "", names = ""] = /^( *)((?:[\w.-]+\/? )+) /.exec(line) ?? [];
            // A line of text goes on where the one before has its own.
            if (names === "" || indent.length > 4) continue;
            parents.length = indent.length / 2;
            for (const name of names.trim().split(" ")) paths.push([...parents, name].join("").replace(/\/$/, ""));
            parents.push(names.trim());
        }
        assert.ok(paths.length > 60, String(paths.length));
        assert.deepEqual(
            paths.filter((path) => !existsSync(join(root, path))),
            [],
        );
    });

    it("the tests that CONTRIBUTING shows stand in the files that it names", () => {
        const flat = (text: string) => text.replace(/\s+/g, " ");
        const examples = [...read("CONTRIBUTING.md").matchAll(/^```ts (test\S+)\n([^]*?)^```$/gm)];
        assert.ok(examples.length > 0);
        for (const [, file = "", text = ""] of examples) assert.ok(flat(read(file)).includes(flat(text).trim()), file);
    });

    it("the package's LICENSE is the repository's", () => assert.equal(read("provider/LICENSE"), read("LICENSE")));
});
