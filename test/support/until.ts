import { setTimeout as delay } from "node:timers/promises";

/** Waits for a condition; gives up, and says what there was to see, only when it has not come true for a long time. */
export async function until(
    condition: () => boolean | Promise<boolean>,
    evidence: () => string = () => "",
    seconds = 60,
): Promise<void> {
    const end = performance.now() + seconds * 1000;
    while (!(await condition())) {
        if (performance.now() > end) throw new Error(`what was waited for has not come true\n${evidence()}`);
        await delay(20);
    }
}
