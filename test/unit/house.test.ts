import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../tools/process";
import { root } from "../../tools/repository";

const cruiser = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");

/** The house plan is only a rule if breaking it is found. */
describe("the lint rule of the house", () => {
    const breaches: [rule: string, files: Record<string, string>][] = [
        ["ccm-is-the-ground-floor", { "provider/ccm/a.ts": 'import "../lifecycle/b";', "provider/lifecycle/b.ts": "" }],
        [
            "lifecycle-stands-on-ccm-only",
            { "provider/lifecycle/a.ts": 'import "../dynamic/b";', "provider/dynamic/b.ts": "" },
        ],
        ["lifecycle-stands-on-ccm-only", { "provider/lifecycle/a.ts": 'import "../ccm/b";', "provider/ccm/b.ts": "" }],
        [
            "dynamic-stands-on-the-floors-below",
            { "provider/dynamic/a.ts": 'import "../WorkflowRun";', "provider/WorkflowRun.ts": "" },
        ],
        ["the-lower-floors-do-not-know-pulumi", { "provider/lifecycle/a.ts": 'import "@pulumi/pulumi";' }],
        [
            "what-users-import-is-light",
            { "provider/a.ts": 'import "./lifecycle/index";', "provider/lifecycle/index.ts": "" },
        ],
        [
            "resources-do-not-know-each-other",
            { "provider/lifecycle/clusters/a.ts": 'import "../runs/b";', "provider/lifecycle/runs/b.ts": "" },
        ],
        ["parts-stand-alone", { "provider/lifecycle/a.ts": 'import "./runs/b";', "provider/lifecycle/runs/b.ts": "" }],
        ["provider-and-simulator-share-nothing", { "simulator/a.ts": 'import "../provider/b";', "provider/b.ts": "" }],
        ["nothing-shipped-needs-tests-or-tools", { "provider/a.ts": 'import "../tools/b";', "tools/b.ts": "" }],
        ["no-circles", { "provider/a.ts": 'import "./b";', "provider/b.ts": 'import "./a";' }],
    ];
    let report: string;
    before(async () => {
        const folder = mkdtempSync(join(tmpdir(), "house-"));
        try {
            // All in one house, by names of their own: looking at it takes a second.
            for (const [index, [, files]] of breaches.entries()) {
                for (const [name, text] of Object.entries({ "tsconfig.json": "{}", ...files })) {
                    const path = join(folder, numbered(name, index));
                    mkdirSync(dirname(path), { recursive: true });
                    writeFileSync(path, numbered(text, index));
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
        const [file = ""] = Object.keys(files);
        it(`finds a breach of ${rule} (${file})`, () => {
            assert.match(report, new RegExp(`${rule}: ${numbered(file, index)}`), report);
        });
    }
});

/** The files `a` and `b` of one breach, told from those of others. */
function numbered(text: string, index: number): string {
    return text.replace(/\/([ab])(?=\.ts$|")/g, `/$1${index}`);
}
