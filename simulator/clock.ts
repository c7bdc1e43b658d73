/** The time that runs and tokens live by: real time, faster or slower, and moved on by hand. */
export class SimulatedClock {
    private baseSimulated = Date.now();
    private baseReal = performance.now();
    private factor = 1;

    /** Milliseconds since 1970. */
    now(): number {
        return this.baseSimulated + (performance.now() - this.baseReal) * this.factor;
    }

    get speed(): number {
        return this.factor;
    }

    /** 1 is real time, 60 a minute a second, 0 stands still. */
    setSpeed(factor: number): void {
        this.baseSimulated = this.now();
        this.baseReal = performance.now();
        this.factor = factor;
    }

    /** Moves the time on at once. */
    step(seconds: number): void {
        this.baseSimulated += seconds * 1000;
    }
}
