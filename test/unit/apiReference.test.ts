import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../tools/process";
import { root } from "../../tools/repository";

describe("the API reference", () => {
    it("matches the docstrings; `npm run docs` updates it", async () => {
        const out = join(root, ".work", "api");
        const typedoc = join(root, "node_modules", "typedoc", "bin", "typedoc");
        const { code, stdout, stderr } = await run(process.execPath, [typedoc, "--out", out], { cwd: root });
        assert.equal(code, 0, stdout + stderr);
        const text = (file: string) => readFileSync(file, "utf8").replaceAll("\r\n", "\n");
        assert.equal(text(join(out, "api.md")), text(join(root, "docs", "api.md")));
    });
});
