import type { Clock } from "../../provider/ccm/clock";

interface Timer {
    readonly at: number;
    readonly fire: () => void;
}

interface VirtualClockOptions {
    /**
     * `bySleeping`: each sleep advances it immediately; for one task. `whileRun`: only `run` advances it, and only when
     * all tasks wait; for many.
     *
     * @default "bySleeping"
     */
    readonly moves?: "bySleeping" | "whileRun";
    /** Called with each advance of the time, in milliseconds. */
    readonly onAdvance?: (ms: number) => void;
}

/** A clock whose time passes without real waiting. */
export class VirtualClock implements Clock {
    /** Durations of all sleeps, in milliseconds. */
    readonly slept: number[] = [];
    private time = 0;
    private wallShift = 0;
    /** Sorted by time, then by creation. */
    private readonly timers: Timer[] = [];
    private readonly moves: "bySleeping" | "whileRun";
    private readonly onAdvance: (ms: number) => void;

    constructor({ moves = "bySleeping", onAdvance = () => undefined }: VirtualClockOptions = {}) {
        this.moves = moves;
        this.onAdvance = onAdvance;
    }

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

    async sleep(ms: number): Promise<void> {
        this.slept.push(ms);
        if (this.moves === "bySleeping") this.advance(ms);
        else await new Promise<void>((resolve) => this.after(ms, resolve));
    }

    after(ms: number, fire: () => void): void {
        const timer = { at: this.time + Math.max(0, ms), fire };
        const index = this.timers.findIndex(({ at }) => at > timer.at);
        if (index === -1) this.timers.push(timer);
        else this.timers.splice(index, 0, timer);
    }

    advance(ms: number): void {
        this.onAdvance(ms);
        this.time += ms;
    }

    /** Advances the time until the task is done. @throws Error if it waits without a timer or beyond the limit */
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
            this.advance(next.at - this.time);
            next.fire();
        }
        if ("error" in outcome) throw outcome.error;
        return outcome.value;
    }
}
