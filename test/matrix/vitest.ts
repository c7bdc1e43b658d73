import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../tools/process";
import { root } from "../../tools/repository";
import { installWith } from "./packageManagers";

/** Runs the unit test of `docs/unit-tests.md` with Vitest, as the page says. @throws Error with what is printed */
export async function tryVitest(tarball: string, sdk: string): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "vitest-"));
    try {
        const [, test = ""] =
            /^```ts\n([^]*?)^```$/m.exec(readFileSync(join(root, "docs", "unit-tests.md"), "utf8")) ?? [];
        writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "p", private: true }));
        writeFileSync(join(folder, "program.test.ts"), test.replace('from "mocha"', 'from "vitest"'));
        await installWith("npm", folder, tarball, ["vitest@4", `@pulumi/pulumi@${sdk}`]);
        const script = join(folder, "node_modules", "vitest", "vitest.mjs");
        const { code, stdout, stderr } = await run(process.execPath, [script, "run"], { cwd: folder });
        if (code !== 0 || !/1 passed/.test(stdout)) throw new Error(stdout + stderr);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
