import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../tools/process";
import { ensurePulumi } from "../../tools/pulumi-cli/ensurePulumi";

export interface Count {
    readonly passed: number;
    readonly failed: number;
}

export interface Step {
    readonly name: string;
    readonly run: () => Promise<Count>;
}

export const root = join(__dirname, "..", "..");

const bin = (name: string, script: string) => join(root, "node_modules", name, script);

/** A program whose exit code is the verdict; what it says is shown only when that is bad. */
function program(script: string, args: readonly string[]): () => Promise<Count> {
    return async () => {
        const { code, stdout, stderr } = await run(process.execPath, [script, ...args], { cwd: root });
        if (code === 0) return { passed: 1, failed: 0 };
        process.stdout.write(stdout + stderr);
        return { passed: 0, failed: 1 };
    };
}

async function all(...checks: (() => Promise<Count>)[]): Promise<Count> {
    let total: Count = { passed: 0, failed: 0 };
    for (const check of checks) {
        const { passed, failed } = await check();
        total = { passed: total.passed + passed, failed: total.failed + failed };
    }
    return total;
}

/** Tests of one folder, in so many processes at once. Most of an end-to-end test is waiting for other programs. */
function mocha(folder: string, jobs: number): () => Promise<Count> {
    return async () => {
        const scratch = mkdtempSync(join(tmpdir(), "mocha-"));
        const countFile = join(scratch, "count.json");
        const parallel = jobs > 1 ? ["--parallel", "--jobs", String(jobs)] : [];
        const args = ["--config", "test/.mocharc.json", "--reporter", "test/support/reporter.cjs", ...parallel];
        const child = spawn(process.execPath, [bin("mocha", "bin/mocha.js"), ...args, `test/${folder}/**/*.test.ts`], {
            cwd: root,
            env: { ...process.env, COUNT_FILE: countFile },
            stdio: "inherit",
        });
        const code = await new Promise<number>((resolve) => child.on("close", (exit) => resolve(exit ?? 1)));
        try {
            const count = JSON.parse(readFileSync(countFile, "utf8")) as Count;
            return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
        } catch {
            return { passed: 0, failed: 1 };
        } finally {
            rmSync(scratch, { recursive: true });
        }
    };
}

export const steps: readonly Step[] = [
    {
        name: "lint",
        run: () =>
            all(
                program(bin("eslint", "bin/eslint.js"), [".", "--max-warnings", "0"]),
                program(bin("prettier", "bin/prettier.cjs"), ["--check", "--log-level", "warn", "."]),
                program(bin("dependency-cruiser", "bin/dependency-cruise.mjs"), [
                    "provider",
                    "simulator",
                    "examples",
                    "tools",
                    "--config",
                ]),
            ),
    },
    { name: "types", run: program(bin("typescript", "bin/tsc"), ["-p", "tsconfig.json"]) },
    { name: "unit", run: mocha("unit", 1) },
    { name: "explorer", run: mocha("explorer", 1) },
    { name: "protocol", run: mocha("protocol", 1) },
    {
        name: "e2e",
        run: async () => {
            // What failed tests left to look at is from the last time.
            rmSync(join(root, ".work", "test"), { recursive: true, force: true });
            // Once, before many tests want it at the same moment.
            await ensurePulumi(console.log);
            return mocha("e2e", 6)();
        },
    },
    { name: "package", run: mocha("package", 1) },
];
