import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PluginScenario } from "../support/plugin";

describe("a start journal that cannot be written", () => {
    it("causes one warning and no failure", async () => {
        const folder = mkdtempSync(join(tmpdir(), "journal-"));
        try {
            const file = join(folder, "file");
            writeFileSync(file, "");
            await using scenario = await PluginScenario.start({
                environment: { FORTANIX_CCM_JOURNAL_DIR: join(file, "journal") },
            });
            await Promise.all(
                [await scenario.inputs(), await scenario.inputs()].map((inputs) => scenario.plugin.create(inputs)),
            );
            const warnings = scenario.plugin.lines.filter(({ severity }) => severity === "warning");
            assert.equal(warnings.length, 1, JSON.stringify(warnings));
            assert.match(warnings[0]?.text ?? "", /cannot keep the start journal/);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
