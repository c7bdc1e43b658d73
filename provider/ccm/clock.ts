/** Source of time. It is injected everywhere, so that tests can simulate a day in a millisecond. */
export interface Clock {
    /** Monotonic time in milliseconds, used for all time limits. */
    now(): number;
    /** System time of this machine, in milliseconds since 1970. It may jump: never use it for time limits. */
    wallTime(): number;
    sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
    now: () => performance.now(),
    wallTime: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Returns numbers in [0, 1), like `Math.random`. Injected for the same reason as the clock. */
export type Random = () => number;

/** Thrown when the engine has ended and no longer waits for the operation. Its results so far are in the journal. */
export class AbortError extends Error {
    constructor() {
        super("canceled: the `pulumi` process has exited");
        this.name = "AbortError";
    }
}

/** Returns a clock whose sleeps end at once with `AbortError` when `signal` is aborted. */
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
