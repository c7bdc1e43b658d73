import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestStack, type ResourceSpec } from "../support/stack";

const folder = join(__dirname, "..", "fixtures", "states");

/** Output of the next preview for each of the states that `writeStates.ts` has written. */
const expected: Record<string, RegExp> = {
    settled: /\d+ unchanged/,
    beside: /\d+ unchanged/,
    waiting: /continues to wait for run .*, last seen PENDING/,
    failed: /new run: the previous run .* FAILED(, seen \d+ s ago)? \(rerunOn\)/,
};

describe("a state of an earlier version", () => {
    for (const version of readdirSync(folder)) {
        for (const [name, text] of Object.entries(expected)) {
            it(`${version}, ${name}: the next preview shows the same as in that version`, async () => {
                const { resources, state } = JSON.parse(
                    readFileSync(join(folder, version, `${name}.json`), "utf8"),
                ) as {
                    resources: Record<string, ResourceSpec>;
                    state: object;
                };
                // The preview sends no requests: no service is running.
                const stack = await TestStack.create({ FORTANIX_CCM_ENDPOINT: "http://127.0.0.1:9" });
                writeFileSync(join(stack.folder, "state.json"), JSON.stringify(state));
                await stack.mustRun("stack", "import", "--file", "state.json");
                stack.declare(resources);
                const { code, output } = await stack.preview(
                    ...(text.source.includes("unchanged") ? ["--expect-no-changes"] : []),
                );
                assert.equal(code, 0, output);
                assert.match(output, text);
                await stack.remove();
            });
        }
    }
});
