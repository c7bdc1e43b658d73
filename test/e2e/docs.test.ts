import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";
import { Ccm } from "../support/control";
import { TestStack } from "../support/stack";

const root = join(__dirname, "..", "..");

/** The programs in a document: its TypeScript code blocks. */
function programsIn(document: string): string[] {
    const text = readFileSync(join(root, document), "utf8");
    return [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, program = ""]) => program);
}

/** `unit/codeBlocks` has checked the types. */
const unchecked = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

describe("the programs in the documents", () => {
    for (const document of ["README.md", "provider/README.md"]) {
        const programs = programsIn(document);
        it(`${document} has one`, () => assert.equal(programs.length, 1));
        for (const program of programs) {
            it(`the one in ${document} runs as it stands: up, no-change preview, destroy`, async () => {
                const ccm = await Ccm.start();
                try {
                    const created = await TestStack.create(
                        { FORTANIX_CCM_ENDPOINT: ccm.url, FORTANIX_CCM_TOKEN: SEED.writerToken },
                        {
                            "Pulumi.yaml": "name: docs\nruntime: nodejs\n",
                            "package.json": JSON.stringify({ name: "docs", private: true, main: "index.ts" }),
                            "tsconfig.json": JSON.stringify({
                                compilerOptions: {
                                    strict: true,
                                    target: "es2022",
                                    module: "node16",
                                    skipLibCheck: true,
                                },
                            }),
                            "index.ts": program,
                        },
                    );
                    const stack = created.with(unchecked);
                    await stack.mustRun("config", "set", "--secret", "modelKey", "a key that nobody may see");
                    const up = await stack.up();
                    assert.equal(up.code, 0, up.output);
                    assert.match(up.output, /runStatus: "RUNNING"/);
                    const calm = await stack.preview("--expect-no-changes");
                    assert.equal(calm.code, 0, calm.output);
                    const destroy = await stack.destroy();
                    assert.equal(destroy.code, 0, destroy.output);
                    stack.remove();
                } finally {
                    await ccm.close();
                }
            });
        }
    }
});
