import assert from "node:assert/strict";
import { programsIn } from "../support/documents";
import { inStack } from "../support/scenario";

describe("the programs in the documents", () => {
    for (const document of ["README.md", "provider/README.md"]) {
        const programs = programsIn(document);
        it(`${document} has one program`, () => assert.equal(programs.length, 1));
        for (const program of programs) {
            inStack(
                `the program in ${document} runs unchanged`,
                async ({ stack }) => {
                    const up = await stack.up();
                    assert.equal(up.code, 0, up.output);
                    assert.match(up.output, /runStatus: "RUNNING"/);
                },
                { files: projectOf(program), environment: { FORTANIX_CCM_PREFLIGHT: undefined } },
            );
        }
    }
});

function projectOf(program: string): Record<string, string> {
    return {
        "Pulumi.yaml": "name: test\nruntime: nodejs\n",
        "package.json": JSON.stringify({ name: "docs", private: true, main: "index.ts" }),
        "tsconfig.json": JSON.stringify({
            compilerOptions: { strict: true, target: "es2022", module: "node16", skipLibCheck: true },
        }),
        "index.ts": program,
    };
}
