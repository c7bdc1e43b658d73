/** The clock of runs and tokens: real time at an adjustable speed, which can also be advanced manually. */
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

    /** Sets the speed: 1 is real time, 60 is a minute per second, 0 stops the clock. */
    setSpeed(factor: number): void {
        this.baseSimulated = this.now();
        this.baseReal = performance.now();
        this.factor = factor;
    }

    /** Advances the time immediately. */
    step(seconds: number): void {
        this.baseSimulated += seconds * 1000;
    }
}
