import assert from "node:assert/strict";
import { packageScript, root } from "../../tools/repository";
import { run } from "../../tools/process";

/** Fails with the output of the program unless it exits with 0. */
async function isContent(script: string, ...args: string[]): Promise<void> {
    const { code, stdout, stderr } = await run(process.execPath, [script, ...args], { cwd: root });
    assert.equal(code, 0, stdout + stderr);
}

describe("all sources", () => {
    it("break no lint rule and have no type error", () =>
        isContent(packageScript("oxlint", "bin", "oxlint"), "--type-aware", "--type-check", "--max-warnings", "0"));

    it("are formatted; `npm run format` does it", () => isContent(packageScript("oxfmt", "bin", "oxfmt"), "--check"));

    it("respect the layers in .dependency-cruiser.cjs", () =>
        isContent(
            packageScript("dependency-cruiser", "bin", "dependency-cruise.mjs"),
            ...["provider", "simulator", "examples", "tools", "test", "--config"],
        ));
});
