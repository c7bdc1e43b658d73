import type { Clock } from ".";

/** Nobody waits for the operation any more: the engine is gone. What it knows is in the journal. */
export class Abandoned extends Error {
    constructor() {
        super("nobody waits for this any more: `pulumi` has ended");
        this.name = "Abandoned";
    }
}

/** A clock on which nobody sleeps for somebody who has gone away: a sleep then ends at once, with `Abandoned`. */
export function abandonable(clock: Clock, signal: AbortSignal): Clock {
    return {
        now: () => clock.now(),
        wallTime: () => clock.wallTime(),
        sleep: (ms) =>
            new Promise((resolve, reject) => {
                const abandon = () => reject(new Abandoned());
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
