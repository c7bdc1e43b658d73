import { setTimeout as delay } from "node:timers/promises";

/** Longer than anything takes on a busy machine; a condition that can be met is met long before. */
const LIMIT_MS = 300_000;

/**
 * Waits for a condition.
 *
 * @param what for the error: "the start to be sent"
 * @param evidence details for the error
 * @throws Error that names the condition if it is not met in time
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
