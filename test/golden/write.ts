import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../../tools/repository";

/** Writes what people see anew into this folder, to be reviewed as text. */
const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
const { status } = spawnSync(process.execPath, [mocha, "--config", "test/.mocharc.json", "test/e2e/golden.test.ts", "test/e2e/doctor.test.ts", "test/e2e/policyPack.test.ts"], {
    cwd: root,
    env: { ...process.env, UPDATE_GOLDEN: "1" },
    stdio: "inherit",
});
process.exitCode = status ?? 1;
