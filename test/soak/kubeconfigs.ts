import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../tools/process";
import { GO_ENVIRONMENT } from "../../tools/pulumi-cli/goBuild";
import { root } from "../../tools/repository";

const corpus = join(root, "test", "fixtures", "kubeconfigs");
const verdicts = join(corpus, "verdicts.json");

/** Runs client-go on every kubeconfig of the tests. `--write` stores its verdicts; otherwise they must not differ. */
async function main(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "judge-"));
    try {
        const judge = join(folder, process.platform === "win32" ? "judge.exe" : "judge");
        const options = {
            cwd: join(root, "tools", "kubeconfig-judge"),
            env: { ...process.env, ...GO_ENVIRONMENT },
        };
        const built = await run("go", ["build", "-buildvcs=false", "-o", judge, "."], options);
        assert.equal(built.code, 0, built.stderr);
        const judged = await run(judge, ["--corpus", corpus]);
        assert.equal(judged.code, 0, judged.stderr);
        if (process.argv.includes("--write")) writeFileSync(verdicts, judged.stdout);
        assert.deepEqual(JSON.parse(judged.stdout), JSON.parse(readFileSync(verdicts, "utf8")));
        console.log(`${Object.keys(JSON.parse(judged.stdout) as object).length} kubeconfigs judged as before`);
    } finally {
        rmSync(folder, { recursive: true });
    }
}

main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
