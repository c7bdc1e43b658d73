import type { Clock } from "../../provider/ccm";

interface Timer {
    readonly at: number;
    readonly order: number;
    readonly fire: () => void;
}

/** Virtual time for many tasks at once: when all of them wait, it goes on to the next moment that one waits for. */
export class EventClock implements Clock {
    private time = 0;
    private order = 0;
    private wallShift = 0;
    private readonly timers: Timer[] = [];

    /** @param onAdvance told how far the time has gone, in milliseconds */
    constructor(private readonly onAdvance: (ms: number) => void = () => undefined) {}

    now(): number {
        return this.time;
    }

    wallTime(): number {
        return Date.UTC(2026, 0, 1) + this.time + this.wallShift;
    }

    /** Sets the machine's time of day. */
    jump(ms: number): void {
        this.wallShift += ms;
    }

    sleep(ms: number): Promise<void> {
        return new Promise((resolve) => this.after(ms, resolve));
    }

    after(ms: number, fire: () => void): void {
        const timer = { at: this.time + Math.max(0, ms), order: (this.order += 1), fire };
        const index = this.timers.findIndex(({ at }) => at > timer.at);
        if (index === -1) this.timers.push(timer);
        else this.timers.splice(index, 0, timer);
    }

    /** Lets time pass until the task is done. A task that waits for something that never comes is an error. */
    async run<T>(task: Promise<T>, limitMs: number): Promise<T> {
        let outcome: { value: T } | { error: unknown } | undefined;
        task.then(
            (value) => (outcome = { value }),
            (error: unknown) => (outcome = { error }),
        );
        const end = this.time + limitMs;
        for (;;) {
            await new Promise((resolve) => setImmediate(resolve));
            if (outcome !== undefined) break;
            const next = this.timers.shift();
            if (next === undefined) throw new Error("hung: nothing is waited for, and it is not done");
            if (next.at > end) throw new Error(`hung: not done after ${limitMs / 1000} s`);
            this.advanceTo(next.at);
            next.fire();
        }
        if ("error" in outcome) throw outcome.error;
        return outcome.value;
    }

    private advanceTo(time: number): void {
        this.onAdvance(time - this.time);
        this.time = time;
    }
}
