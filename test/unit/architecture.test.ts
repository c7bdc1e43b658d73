import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { run } from "../../tools/process";
import { root } from "../../tools/repository";
import { sourceFiles } from "../../tools/sourceFiles";

const cruiser = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");

interface Rule {
    readonly name: string;
}
const { forbidden } = createRequire(__filename)("../../.dependency-cruiser.cjs") as { forbidden: readonly Rule[] };

/** Each rule must find a breach of it. */
describe("the dependency rules", () => {
    const breaches: [rule: string, files: Record<string, string>][] = [
        ["no-circles", { "provider/core/a.ts": 'import "./b";', "provider/core/b.ts": 'import "./a";' }],
        [
            "no-circles",
            {
                "provider/ccm/a.ts": 'import type { B } from "./b"; export interface A { b: B }',
                "provider/ccm/b.ts": 'import type { A } from "./a"; export interface B { a: A }',
            },
        ],
        ["arrows-of-contract", { "provider/contract/a.ts": 'import "../ccm/b";', "provider/ccm/b.ts": "" }],
        ["arrows-of-ccm", { "provider/ccm/a.ts": 'import "../core/b";', "provider/core/b.ts": "" }],
        ["arrows-of-ccm/index", { "provider/ccm/index.ts": 'import "../core/b";', "provider/core/b.ts": "" }],
        ["arrows-of-core", { "provider/core/a.ts": 'import "./runs/b";', "provider/core/runs/b.ts": "" }],
        ["arrows-of-core", { "provider/core/a.ts": 'import "../ccm/b";', "provider/ccm/b.ts": "" }],
        [
            "arrows-of-core",
            {
                "provider/core/a.ts": 'import type { B } from "../plugin/b"; export type A = B;',
                "provider/plugin/b.ts": "export type B = string;",
            },
        ],
        [
            "arrows-of-core/orchestrator",
            { "provider/core/orchestrator/a.ts": 'import "../wait/b";', "provider/core/wait/b.ts": "" },
        ],
        ["arrows-of-core/wait", { "provider/core/wait/a.ts": 'import "../runs/b";', "provider/core/runs/b.ts": "" }],
        [
            "arrows-of-core/recovery",
            { "provider/core/recovery/a.ts": 'import "../runs/b";', "provider/core/runs/b.ts": "" },
        ],
        [
            "arrows-of-core/runs",
            { "provider/core/runs/a.ts": 'import "../preview/b";', "provider/core/preview/b.ts": "" },
        ],
        [
            "arrows-of-core/preview",
            { "provider/core/preview/a.ts": 'import "../lookups/b";', "provider/core/lookups/b.ts": "" },
        ],
        [
            "arrows-of-core/clusters",
            { "provider/core/clusters/a.ts": 'import "../runs/b";', "provider/core/runs/b.ts": "" },
        ],
        [
            "arrows-of-core/completions",
            { "provider/core/completions/a.ts": 'import "../runs/b";', "provider/core/runs/b.ts": "" },
        ],
        [
            "arrows-of-core/lookups",
            { "provider/core/lookups/a.ts": 'import "../recovery/b";', "provider/core/recovery/b.ts": "" },
        ],
        ["arrows-of-core/index", { "provider/core/index.ts": 'import "../ccm/b";', "provider/ccm/b.ts": "" }],
        ["arrows-of-plugin", { "provider/plugin/a.ts": 'import "./dynamic/b";', "provider/plugin/dynamic/b.ts": "" }],
        ["arrows-of-plugin", { "provider/plugin/a.ts": 'import "../core/runs/b";', "provider/core/runs/b.ts": "" }],
        [
            "arrows-of-plugin/dynamic",
            { "provider/plugin/dynamic/a.ts": 'import "../../program/b";', "provider/program/b.ts": "" },
        ],
        ["arrows-of-program", { "provider/program/a.ts": 'import "../core/b";', "provider/core/b.ts": "" }],
        ["arrows-of-program", { "provider/program/a.ts": 'import "./queries";', "provider/program/queries.ts": "" }],
        [
            "types-and-late-imports-of-program",
            {
                "provider/program/a.ts": 'import type { B } from "../plugin/b"; export type A = B;',
                "provider/plugin/b.ts": "export type B = string;",
            },
        ],
        [
            "types-and-late-imports-of-program",
            { "provider/program/a.ts": 'void import("../core/b");', "provider/core/b.ts": "" },
        ],
        [
            "arrows-of-program/queries",
            { "provider/program/queries.ts": 'import "../plugin/b";', "provider/plugin/b.ts": "" },
        ],
        ["arrows-of-index", { "provider/index.ts": 'import "./core/b";', "provider/core/b.ts": "" }],
        ["arrows-of-cli", { "provider/cli/a.ts": 'import "../plugin/b";', "provider/plugin/b.ts": "" }],
        ["arrows-of-cli/print", { "provider/cli/print.ts": 'import "../core/b";', "provider/core/b.ts": "" }],
        [
            "arrows-of-cli/review",
            { "provider/cli/review/a.ts": 'import "../../plugin/b";', "provider/plugin/b.ts": "" },
        ],
        [
            "arrows-of-cli/doctor",
            { "provider/cli/doctor/a.ts": 'import "../review/b";', "provider/cli/review/b.ts": "" },
        ],
        ["arrows-of-cli/runs", { "provider/cli/runs/a.ts": 'import "../review/b";', "provider/cli/review/b.ts": "" }],
        [
            "arrows-of-cli/stackConfig",
            { "provider/cli/stackConfig.ts": 'import "../core/b";', "provider/core/b.ts": "" },
        ],
        ["every-file-has-its-folder", { "provider/a.ts": 'import "./core/b";', "provider/core/b.ts": "" }],
        ["core-and-ccm-do-not-know-pulumi", { "provider/core/runs/a.ts": 'import "@pulumi/pulumi";' }],
        ["a-review-needs-no-pulumi", { "provider/cli/review/a.ts": 'import "@pulumi/pulumi";' }],
        [
            "provider-and-simulator-share-nothing",
            { "simulator/a.ts": 'import "../provider/core/b";', "provider/core/b.ts": "" },
        ],
        ["nothing-shipped-needs-tests-or-tools", { "provider/core/a.ts": 'import "../../tools/b";', "tools/b.ts": "" }],
    ];
    let report: string;
    before(async () => {
        const folder = mkdtempSync(join(tmpdir(), "architecture-"));
        try {
            // All at once, under separate names: a check takes a second.
            writeFileSync(join(folder, "tsconfig.json"), "{}");
            for (const [index, [, files]] of breaches.entries()) {
                for (const [name, text] of Object.entries(files)) {
                    const path = join(folder, numbered(name, index));
                    mkdirSync(dirname(path), { recursive: true });
                    writeFileSync(path, numbered(text, index), { flag: "a" });
                }
            }
            const args = ["provider", "simulator", "--config", join(root, ".dependency-cruiser.cjs")];
            const { code, stdout } = await run(process.execPath, [cruiser, ...args], { cwd: folder });
            assert.notEqual(code, 0, stdout);
            report = stdout;
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
    for (const [index, [rule, files]] of breaches.entries()) {
        const [file = "", text = ""] = Object.entries(files)[0] ?? [];
        it(`find a breach of ${rule}: ${text} in ${file}`, () => {
            assert.match(report, new RegExp(`${rule}: ${numbered(file, index)}`), report);
        });
    }

    it("are all tested here", () =>
        assert.deepEqual(
            forbidden.map(({ name }) => name).filter((name) => !breaches.some(([rule]) => rule === name)),
            [],
        ));
});

describe("the architecture diagram in CONTRIBUTING", () => {
    it("shows the arrows of the dependency rules", () => {
        const { ARROWS } = createRequire(__filename)("../../.dependency-cruiser.cjs") as {
            ARROWS: Record<string, readonly string[]>;
        };
        const folderOf = (name: string) => name.split("/")[0] ?? name;
        const allowed = Object.entries(ARROWS).flatMap(([from, to]) =>
            to.map((name) => [folderOf(from), folderOf(name)].join(" --> ")),
        );
        const between = new Set(allowed.filter((arrow) => !/^(\S+) --> \1$/.test(arrow)));
        const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
        const picture = /```mermaid\n([^]*?)```/.exec(text)?.[1] ?? "";
        const drawn = [...picture.matchAll(/^ *(\w+) --> (.*)$/gm)].flatMap(([, from = "", to = ""]) =>
            to.split(" & ").map((name) => `${from} --> ${name}`),
        );
        assert.deepEqual(drawn.sort(), [...between].sort());
    });
});

/** Numbers the files `a` and `b` of a breach, so that they differ from those of others. */
function numbered(text: string, index: number): string {
    return text.replace(/\/([ab])(?=\.ts$|")/g, `/$1${index}`);
}

describe("the package's files", () => {
    const files = sourceFiles("provider");

    it("have at most 300 lines", () => {
        const long = files.filter(({ lines }) => lines > 300).map(({ path }) => path);
        assert.deepEqual(long, []);
    });

    it("have unique names, except index.ts", () => {
        const names = files.map(({ path }) => basename(path)).filter((name) => name !== "index.ts");
        assert.deepEqual(twice(names), []);
    });

    it("export each type under a unique name", () => {
        const types = files.flatMap(({ path }) =>
            [
                ...readFileSync(join(root, path), "utf8").matchAll(
                    /^export (?:declare |abstract )*(?:interface|type|class|enum) (\w+)/gm,
                ),
            ].map(([, name = ""]) => name),
        );
        assert.deepEqual(twice(types), []);
    });
});

function twice(names: readonly string[]): string[] {
    return names.filter((name, index) => names.indexOf(name) !== index);
}
