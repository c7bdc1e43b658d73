import type { Clock } from "../../provider/ccm/clock";

/** A clock on which sleeping takes no time: it moves on by itself, and keeps what was slept. */
export class VirtualClock implements Clock {
    readonly slept: number[] = [];
    private time = 0;

    now(): number {
        return this.time;
    }

    wallTime(): number {
        return Date.UTC(2026, 0, 1) + this.time;
    }

    async sleep(ms: number): Promise<void> {
        this.slept.push(ms);
        this.time += ms;
        await Promise.resolve();
    }

    advance(ms: number): void {
        this.time += ms;
    }
}
