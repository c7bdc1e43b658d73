import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../../tools/repository";
import { sourceFiles } from "../../tools/sourceFiles";
import { pagesIn } from "../support/documents";

const work = join(root, ".work", "codeBlocks");

/** Declarations that fragments in documents may use. */
const PRELUDE = `import * as pulumi from "@pulumi/pulumi";
import * as ccm from "pulumi-fortanix-ccm";
declare const config: pulumi.Config;
declare const aks: { kubeConfigRaw: pulumi.Output<string> };
declare const run: ccm.WorkflowRun;
declare const graphId: string;
declare const graphVersion: string;
declare const jobSpec: { [name: string]: unknown };
`;

const documents = [
    "README.md",
    "CONTRIBUTING.md",
    join("provider", "README.md"),
    ...pagesIn("docs"),
    ...pagesIn("examples"),
];

/** The code blocks of a document as files that the compiler can read. */
function programs(document: string): [name: string, text: string][] {
    const text = readFileSync(join(root, document), "utf8");
    const blocks = [...text.matchAll(/^```(?:ts|typescript)( fragment)?\n([^]*?)^```$/gm)];
    return blocks.map(([, fragment, code = ""], index) => [
        `${document.replace(/\W+/g, "-")}-${index + 1}.ts`,
        fragment === undefined ? code : `${PRELUDE}export function fragment() {\n${code}}\n`,
    ]);
}

/** The examples of the docstrings, as fragments. */
function examples(): [name: string, text: string][] {
    return sourceFiles("provider/program").flatMap(({ path }) => {
        const text = readFileSync(join(root, path), "utf8");
        return [...text.matchAll(/^ *\* ```ts\n([^]*?)^ *\* ```$/gm)].map(([, block = ""], index): [string, string] => {
            const code = block.replace(/^ *\* ?/gm, "");
            return [
                `${path.replace(/\W+/g, "-")}-${index + 1}.ts`,
                `${PRELUDE}export async function fragment() {\n${code}}\n`,
            ];
        });
    });
}

describe("the code blocks of all documents", () => {
    it("compile, programs and fragments", () => {
        rmSync(work, { recursive: true, force: true });
        mkdirSync(work, { recursive: true });
        const [inDocuments, inDocstrings] = [documents.flatMap(programs), examples()];
        assert.ok(
            inDocuments.length >= 8 && inDocstrings.length >= 10,
            "the documents and docstrings contain code blocks",
        );
        const files = [...inDocuments, ...inDocstrings];
        for (const [name, text] of files) writeFileSync(join(work, name), text);
        const program = ts.createProgram(
            files.map(([name]) => join(work, name)),
            {
                strict: true,
                noEmit: true,
                skipLibCheck: true,
                target: ts.ScriptTarget.ES2022,
                module: ts.ModuleKind.Node16,
                types: ["node"],
                typeRoots: [join(root, "node_modules", "@types")],
            },
        );
        const problems = ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), {
            getCurrentDirectory: () => work,
            getCanonicalFileName: (name) => name,
            getNewLine: () => "\n",
        });
        assert.equal(problems, "");
    });
});
