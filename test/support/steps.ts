import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../tools/process";
import { ensurePulumi } from "../../tools/pulumi-cli/ensurePulumi";

export interface Count {
    readonly passed: number;
    readonly failed: number;
}

/** Takes what is to be shown of a step, as it comes. */
export type Print = (text: string) => void;

export interface Step {
    readonly name: string;
    readonly run: (print: Print) => Promise<Count>;
    /** It takes longer than all others together: they run beside it. */
    readonly isLongest?: true;
}

export const root = join(__dirname, "..", "..");

const bin = (name: string, script: string) => join(root, "node_modules", name, script);

/** A program whose exit code is the verdict; what it says is shown only when that is bad. */
function program(script: string, args: readonly string[]): Step["run"] {
    return async (print) => {
        const { code, stdout, stderr } = await run(process.execPath, [script, ...args], { cwd: root });
        if (code === 0) return { passed: 1, failed: 0 };
        print(stdout + stderr);
        return { passed: 0, failed: 1 };
    };
}

function all(...checks: Step["run"][]): Step["run"] {
    return async (print) => {
        let total: Count = { passed: 0, failed: 0 };
        for (const check of checks) {
            const { passed, failed } = await check(print);
            total = { passed: total.passed + passed, failed: total.failed + failed };
        }
        return total;
    };
}

/** The test files of a folder; those that wait longest first, so that others run meanwhile. */
function testFiles(folder: string, slow: RegExp): string[] {
    const files = readdirSync(join(root, "test", folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".test.ts"))
        .sort();
    const inOrder = [...files.filter((file) => slow.test(file)), ...files.filter((file) => !slow.test(file))];
    return inOrder.map((file) => join("test", folder, file));
}

/** Tests of one folder, in so many processes at once. Most of an end-to-end test is waiting for other programs. */
function mocha(folder: string, jobs: number, slow = /^$/): Step["run"] {
    return async (print) => {
        const scratch = mkdtempSync(join(tmpdir(), "mocha-"));
        const countFile = join(scratch, "count.json");
        const parallel = jobs > 1 ? ["--parallel", "--jobs", String(jobs)] : [];
        const color = process.stdout.isTTY ? ["--color"] : [];
        const args = [
            "--config",
            "test/.mocharc.json",
            "--reporter",
            "test/support/reporter.cjs",
            ...color,
            ...parallel,
        ];
        const { code } = await run(
            process.execPath,
            [bin("mocha", "bin/mocha.js"), ...args, ...testFiles(folder, slow)],
            {
                cwd: root,
                env: { ...process.env, COUNT_FILE: countFile },
                onOutput: print,
            },
        );
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
        run: all(
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
        isLongest: true,
        run: async (print) => {
            // What failed tests left to look at is from the last time.
            rmSync(join(root, ".work", "test"), { recursive: true, force: true });
            // Once, before many tests want it at the same moment.
            await ensurePulumi((line) => print(`${line}\n`));
            return mocha("e2e", 7, /lostStarts|interrupts|examples|life/)(print);
        },
    },
    { name: "package", run: mocha("package", 1) },
];
