import { relative } from "node:path";
import Mocha, { type Runner, type Test } from "mocha";
import { root } from "../../tools/repository";
import { duration } from "./duration";
import { STEPS, stepOf, type Step } from "./testFiles";

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;

/** Results of a step so far. */
interface Tally {
    passed: number;
    failed: number;
    skipped: number;
    /** Total duration of its tests. */
    ms: number;
}

interface Failure {
    /** From the root, with slashes. */
    readonly file: string;
    readonly title: string;
    readonly fullTitle: string;
    readonly error: Error;
}

/** Collects the results of tests, and shows progress on a terminal. */
export class Report {
    private readonly failures: Failure[] = [];
    private readonly tallies = new Map<Step, Tally>();
    private readonly begin = performance.now();
    private readonly output = process.stdout;

    /** Subscribes to the events of a Mocha run. */
    follow(runner: Runner): void {
        const on = (event: string, count: (tally: Tally, test: Test) => void) =>
            runner.on(event, (test: Test) => {
                // A file that cannot be loaded and a process that dies belong to no test.
                if (fileOf(test) === "") return;
                const step = stepOf(fileOf(test));
                const tally = this.tallies.get(step) ?? { passed: 0, failed: 0, skipped: 0, ms: 0 };
                this.tallies.set(step, tally);
                count(tally, test);
                tally.ms += test.duration ?? 0;
                this.showProgress();
            });
        on(EVENT_TEST_PASS, (tally) => (tally.passed += 1));
        on(EVENT_TEST_PENDING, (tally) => (tally.skipped += 1));
        on(EVENT_TEST_FAIL, (tally) => (tally.failed += 1));
        runner.on(EVENT_TEST_FAIL, (test: Test, error: Failure["error"]) => {
            const file = fileOf(test);
            const fullTitle = file === "" ? test.title : test.titlePath().join(" > ");
            const failure = { file, title: test.title, fullTitle, error };
            this.failures.push(failure);
            this.clearProgress();
            this.output.write(`failed: ${file === "" ? error.message : `${file}: ${failure.title}`}\n`);
        });
    }

    /** Prints a line for each step, the failures, and the sum. @returns number of failures; 1 if nothing was run */
    finish(): number {
        this.clearProgress();
        const sum = { passed: 0, skipped: 0 };
        for (const step of STEPS) {
            const tally = this.tallies.get(step);
            if (tally === undefined) continue;
            sum.passed += tally.passed;
            sum.skipped += tally.skipped;
            const counts = `${column(tally.passed)} passed${column(tally.failed)} failed${column(tally.skipped)} skipped`;
            this.output.write(`${step.padEnd(10)}${counts}   ${duration(tally.ms)} of tests\n`);
        }
        this.failures.forEach((failure, index) => this.output.write(`\n${describe(failure, index + 1)}\n`));
        const failed = this.failures.length;
        if (sum.passed + sum.skipped + failed === 0) {
            this.output.write("\nno test has a title that fits\n");
            return 1;
        }
        const total = `${sum.passed} passed, ${failed} failed, ${sum.skipped} skipped`;
        this.output.write(`\n${total} in ${duration(performance.now() - this.begin)}\n`);
        return failed;
    }

    private showProgress(): void {
        if (!this.output.isTTY) return;
        const done = STEPS.flatMap((step) => {
            const tally = this.tallies.get(step);
            return tally === undefined ? [] : [`${step} ${tally.passed + tally.failed + tally.skipped}`];
        });
        const failed = this.failures.length === 0 ? "" : `, ${this.failures.length} failed`;
        const text = `${duration(performance.now() - this.begin)}: ${done.join(", ")}${failed}`;
        this.output.write(`\r\u001b[2K${text.slice(0, this.output.columns - 1)}`);
    }

    private clearProgress(): void {
        if (this.output.isTTY) this.output.write("\r\u001b[2K");
    }
}

const column = (count: number) => String(count).padStart(5);

/** The file of a test or of a failed hook, from the root; empty if there is none. */
function fileOf(test: Test): string {
    const file = test.file ?? test.parent?.file ?? "";
    return relative(root, file).replaceAll("\\", "/");
}

/** Describes a failure, with the command that repeats the test. */
function describe({ file, title, fullTitle, error }: Failure, number: number): string {
    if (file === "")
        return `${number}) a test file that could not be run to its end\n${indent(error.stack ?? error.message)}`;
    const place = error.stack?.split("\n").find((line) => /^\s+at .*[\\/]test[\\/]/.test(line)) ?? "";
    const name = file.replace(/^test\//, "").replace(/\.test\.ts$/, "");
    return `${number}) ${file}: ${fullTitle}\n${indent(`${error.message}\n${place.trim()}`)}\n   again: npm test -- ${name} --grep ${JSON.stringify(escapeForGrep(title))}`;
}

/** The regular expression that `--grep` takes for a title. */
function escapeForGrep(title: string): string {
    return title.replace(/^"[^"]*" hook.*? (?:for|in) "|"$/g, "").replace(/[.*+?^${}()|[\]\\$"`]/g, ".");
}

function indent(text: string): string {
    return text
        .replace(/\n{2,}/g, "\n")
        .trimEnd()
        .replace(/^/gm, "   ");
}
