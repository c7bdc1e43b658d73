import type { Print, Step } from "./steps";

/** Steps that run side by side: the checks use one core each, and end-to-end tests wait much. */
const LANES = 2;

/** Runs the steps, two at a time and the longest first, and prints them in their order and one summary. Returns how many tests failed. */
export async function runSteps(steps: readonly Step[], names: readonly string[]): Promise<number> {
    const unknown = names.filter((name) => !steps.some((step) => step.name === name));
    if (unknown.length > 0)
        throw new Error(`no such step: ${unknown.join(", ")}; there are ${steps.map((step) => step.name).join(", ")}`);
    const wanted = steps.filter(({ name }) => names.length === 0 || names.includes(name));
    const pages = inOrder((text) => process.stdout.write(text));
    const isLongest = ({ step }: { step: Step }) => step.isLongest === true;
    const pending = wanted.map((step) => ({ step, page: pages.next() }));
    const queue = [...pending.filter(isLongest), ...pending.filter((one) => !isLongest(one))];
    const rows = new Map<Step, string>();
    let [passed, failed] = [0, 0];
    const lane = async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
            const { step, page } = next;
            page.print(`\n== ${step.name}\n`);
            const begin = performance.now();
            const count = await step.run(page.print);
            page.end();
            passed += count.passed;
            failed += count.failed;
            const seconds = Math.round((performance.now() - begin) / 1000);
            rows.set(
                step,
                `${step.name.padEnd(10)}${String(count.passed).padStart(4)} passed${String(count.failed).padStart(4)} failed${String(seconds).padStart(5)} s`,
            );
        }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    const summary = wanted.map((step) => rows.get(step)).join("\n");
    console.log(`\n== summary\n${summary}\n\n${passed} passed, ${failed} failed`);
    return failed;
}

/** Pages that are printed in the order of their making: the first open one as it comes, later ones when their turn has come. */
function inOrder(write: Print): { next: () => { print: Print; end: () => void } } {
    const open: { text: string; isOver: boolean }[] = [];
    const flush = () => {
        for (let first = open[0]; first !== undefined; first = open[0]) {
            write(first.text);
            first.text = "";
            if (!first.isOver) return;
            open.shift();
        }
    };
    return {
        next: () => {
            const page = { text: "", isOver: false };
            open.push(page);
            return {
                print: (text) => {
                    page.text += text;
                    flush();
                },
                end: () => {
                    page.isOver = true;
                    flush();
                },
            };
        },
    };
}
