import { setTimeout as delay } from "node:timers/promises";

/** Longer than anything takes on a busy machine; a condition that can come true does so long before. */
const LIMIT_MS = 300_000;

/**
 * Waits for a condition.
 *
 * @param what for the error: "the start to be sent"
 * @param evidence what there is to see when it has not come
 * @throws Error that says what was waited for in vain
 */
export async function until(
    what: string,
    condition: () => boolean | Promise<boolean>,
    evidence: () => string = () => "",
): Promise<void> {
    const end = performance.now() + LIMIT_MS;
    while (!(await condition())) {
        if (performance.now() > end) {
            throw new Error(`waited ${LIMIT_MS / 60_000} min in vain for ${what}; last seen:\n${evidence()}`);
        }
        await delay(20);
    }
}
