import { setMaxListeners } from "node:events";

/** How often the engine is asked whether it is still there. With the confirmation, its end is noticed within 5 s. */
const INTERVAL_MS = 3000;
const CONFIRM_MS = 1000;

/**
 * Watches whether the engine that waits for the answers is still there: a `pulumi` that was killed leaves its plugin
 * processes behind, and nobody would ever read what they find out.
 */
export class EngineWatch {
    private readonly controller = new AbortController();
    private timer: NodeJS.Timeout | undefined;
    private operations = 0;

    /** @param isThere asks the engine; true whenever that is not known for sure */
    constructor(private readonly isThere: () => Promise<boolean>) {
        // One listener for each operation that waits, and there may be many.
        setMaxListeners(0, this.controller.signal);
    }

    /** Aborted once the engine is gone. */
    get signal(): AbortSignal {
        return this.controller.signal;
    }

    async isListening(): Promise<boolean> {
        if (this.signal.aborted || (await this.isThere())) return !this.signal.aborted;
        await new Promise((resolve) => setTimeout(resolve, CONFIRM_MS));
        if (!(await this.isThere())) this.controller.abort();
        return !this.signal.aborted;
    }

    /** Watches while an operation is under way, and only then: a timer would keep the process from its end. */
    async during<T>(operation: () => Promise<T>): Promise<T> {
        this.operations += 1;
        if (this.operations === 1) this.lookAgain(INTERVAL_MS);
        try {
            return await operation();
        } finally {
            this.operations -= 1;
            if (this.operations === 0) clearTimeout(this.timer);
        }
    }

    private lookAgain(afterMs: number): void {
        this.timer = setTimeout(() => void this.look(afterMs === CONFIRM_MS), afterMs);
    }

    private async look(confirms: boolean): Promise<void> {
        const isThere = await this.isThere();
        if (this.operations === 0) return;
        if (!isThere && confirms) this.controller.abort();
        else this.lookAgain(isThere ? INTERVAL_MS : CONFIRM_MS);
    }
}
