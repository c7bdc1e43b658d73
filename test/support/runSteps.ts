import type { Step } from "./steps";

/** Runs the steps one after another and prints one summary. Returns how many tests failed. */
export async function runSteps(steps: readonly Step[], wanted: readonly string[]): Promise<number> {
    const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
    if (unknown.length > 0)
        throw new Error(`no such step: ${unknown.join(", ")}; there are ${steps.map((step) => step.name).join(", ")}`);
    const rows: string[] = [];
    let [passed, failed] = [0, 0];
    for (const step of steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
        console.log(`\n== ${step.name}`);
        const begin = performance.now();
        const count = await step.run();
        passed += count.passed;
        failed += count.failed;
        const seconds = Math.round((performance.now() - begin) / 1000);
        rows.push(
            `${step.name.padEnd(10)}${String(count.passed).padStart(4)} passed${String(count.failed).padStart(4)} failed${String(seconds).padStart(5)} s`,
        );
    }
    console.log(`\n== summary\n${rows.join("\n")}\n\n${passed} passed, ${failed} failed`);
    return failed;
}
