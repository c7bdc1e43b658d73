import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programsIn } from "../support/documents";
import { mustRunNode } from "./mustRunNode";
import { installWith } from "./packageManagers";

/** Runs the unit test of `docs/unit-tests.md` with Vitest, as the page says. @throws Error with the output */
export async function tryVitest(tarball: string, sdk: string): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "vitest-"));
    try {
        const [test = ""] = programsIn("docs/unit-tests.md");
        writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "p", private: true }));
        writeFileSync(join(folder, "program.test.ts"), test.replace('from "mocha"', 'from "vitest"'));
        await installWith("npm", folder, tarball, ["vitest@4", `@pulumi/pulumi@${sdk}`]);
        const script = join(folder, "node_modules", "vitest", "vitest.mjs");
        const printed = await mustRunNode(folder, [script, "run"]);
        if (!/1 passed/.test(printed)) throw new Error(printed);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
