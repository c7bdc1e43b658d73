import { readFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { root } from "../../tools/repository";
import type { Report } from "./reporter";

/** `test/.mocharc.json`, which `npx mocha --config` takes as well. */
type Config = Mocha.MochaOptions & { readonly require: readonly string[] };

export interface RunOptions {
    /** From the root. */
    readonly files: readonly string[];
    /** Processes at a time. */
    readonly jobs: number;
    /** Runs only the tests whose whole title fits this regular expression. */
    readonly grep?: string | undefined;
}

/** Runs test files, each in one of so many processes, in the order given. @returns whether Mocha is content */
export function runMocha({ files, jobs, grep }: RunOptions, report: Report): Promise<boolean> {
    class FollowedByReport extends Mocha.reporters.Base {
        constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
            super(runner, options);
            report.follow(runner);
        }
    }
    const config = JSON.parse(readFileSync(join(root, "test", ".mocharc.json"), "utf8")) as Config;
    const mocha = new Mocha({
        ...config,
        require: config.require.map((name) => (name.endsWith(".ts") ? join(root, name) : name)),
        parallel: true,
        jobs,
        reporter: FollowedByReport,
        // A file in which no title fits is none without tests.
        ...(grep !== undefined && { grep, failZero: false }),
    });
    for (const file of files) mocha.addFile(join(root, file));
    return new Promise((resolve) => mocha.run((failures) => resolve(failures === 0)));
}
