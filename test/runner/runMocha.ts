import { readFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { root } from "../../tools/repository";
import type { Report } from "./reporter";

/** Content of `test/.mocharc.json`, which `npx mocha --config` accepts as well. */
type Config = Mocha.MochaOptions & { readonly require: readonly string[] };

export interface RunOptions {
    /** Paths from the root. */
    readonly files: readonly string[];
    /** Number of parallel processes. */
    readonly jobs: number;
    /** Runs only the tests whose full title matches this regular expression. */
    readonly grep?: string | undefined;
}

/** Runs test files in parallel processes, in the given order. @returns whether all tests passed */
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
        // A file without matching titles is not an error.
        ...(grep !== undefined && { grep, failZero: false }),
    });
    for (const file of files) mocha.addFile(join(root, file));
    return new Promise((resolve) => mocha.run((failures) => resolve(failures === 0)));
}
