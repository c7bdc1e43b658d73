import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/repository";

/** The folders of tests, in the order in which they are reported. */
export const STEPS = ["lint", "unit", "explorer", "protocol", "e2e", "package"] as const;
export type Step = (typeof STEPS)[number];

/** Long files, for a machine that has not timed them yet. */
const LONG =
    /interrupts|lint|lostStarts|trouble|pluginProcess|package\.test|quickstart|examples|golden|journal|clusters|completions|life|manyRuns|waiting/;

/** All test files, as paths from the root with slashes. */
export function allTestFiles(): string[] {
    return STEPS.flatMap((step) =>
        readdirSync(join(root, "test", step), { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".test.ts"))
            .map((file) => `test/${step}/${file.replaceAll("\\", "/")}`)
            .sort(),
    );
}

export function stepOf(file: string): Step {
    const step = STEPS.find((name) => file.startsWith(`test/${name}/`));
    if (step === undefined) throw new Error(`${file} is in no folder of tests`);
    return step;
}

/**
 * Selects files by name: a step (`unit`), a folder or a file below `test` (`unit/ccm`, `e2e/adoption`), with or without
 * `test/` and the extension. Without names, all files.
 *
 * @throws Error if a name matches no file
 */
export function selectFiles(files: readonly string[], names: readonly string[]): string[] {
    if (names.length === 0) return [...files];
    const chosen = names.flatMap((name) => {
        const path = name
            .replaceAll("\\", "/")
            .replace(/^(\.\/)?test\//, "")
            .replace(/(\.test)?\.ts$|\/$/, "");
        const fitting = files.filter((file) => file === `test/${path}.test.ts` || file.startsWith(`test/${path}/`));
        if (fitting.length === 0)
            throw new Error(
                `no test is called ${name}; there are ${STEPS.join(", ")}, and their files, such as e2e/life`,
            );
        return fitting;
    });
    return files.filter((file) => chosen.includes(file));
}

/** Sorts files, longest first, so that no long one starts last. The time of untimed files is estimated by name. */
export function longestFirst(files: readonly string[], seconds: ReadonlyMap<string, number>): string[] {
    const weight = (file: string) => seconds.get(file) ?? (LONG.test(file) ? 1000 : stepOf(file) === "e2e" ? 20 : 1);
    return [...files].sort((a, b) => weight(b) - weight(a));
}
