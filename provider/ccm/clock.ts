/**
 * Time as this package uses it. It is handed in everywhere, so that a test can run a day in a millisecond.
 */
export interface Clock {
    /** Milliseconds that only ever go forward; what every time limit is measured with. */
    now(): number;
    /** The time of day of this machine, in milliseconds since 1970. For texts only: it may jump. */
    wallTime(): number;
    sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
    now: () => performance.now(),
    wallTime: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Gives numbers in [0, 1), like `Math.random`. Handed in for the same reason as the clock. */
export type Random = () => number;

/** Nobody waits for the operation any more: the engine is gone. What it knows is in the journal. */
export class AbortError extends Error {
    constructor() {
        super("canceled: `pulumi` has ended");
        this.name = "AbortError";
    }
}

/** A clock on which nobody sleeps for somebody who has gone away: a sleep then ends at once, with `AbortError`. */
export function abortable(clock: Clock, signal: AbortSignal): Clock {
    return {
        now: () => clock.now(),
        wallTime: () => clock.wallTime(),
        sleep: (ms) =>
            new Promise((resolve, reject) => {
                const abandon = () => reject(new AbortError());
                if (signal.aborted) {
                    abandon();
                    return;
                }
                signal.addEventListener("abort", abandon, { once: true });
                void clock.sleep(ms).then(() => {
                    signal.removeEventListener("abort", abandon);
                    resolve();
                });
            }),
    };
}
