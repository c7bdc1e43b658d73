import { setMaxListeners } from "node:events";
import { connect } from "node:net";

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
        if (this.operations === 1) this.checkAgain(INTERVAL_MS);
        try {
            return await operation();
        } finally {
            this.operations -= 1;
            if (this.operations === 0) clearTimeout(this.timer);
        }
    }

    private checkAgain(afterMs: number): void {
        this.timer = setTimeout(() => void this.check(afterMs === CONFIRM_MS), afterMs);
    }

    private async check(confirms: boolean): Promise<void> {
        const isThere = await this.isThere();
        if (this.operations === 0) return;
        if (!isThere && confirms) this.controller.abort();
        else this.checkAgain(isThere ? INTERVAL_MS : CONFIRM_MS);
    }
}

/** The engine's address as Pulumi's plugin process is told of it: `host:port`, its last argument. */
export function parseEngineAddress(argument: string | undefined): { host: string; port: number } | undefined {
    const [, host, port] = /^(.+):(\d+)$/.exec(argument ?? "") ?? [];
    if (host === undefined || !/^[\w.:[\]-]+$/.test(host)) return undefined;
    return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}

/** Whether something listens there. Only a refused connection is proof that nothing does; anything else may be haste. */
export function isEngineThere(argument: string | undefined): Promise<boolean> {
    const address = parseEngineAddress(argument);
    if (address === undefined) return Promise.resolve(true);
    return new Promise((resolve) => {
        const socket = connect({ ...address, timeout: 2000 });
        const done = (isThere: boolean) => {
            socket.destroy();
            resolve(isThere);
        };
        socket.once("connect", () => done(true));
        socket.once("timeout", () => done(true));
        socket.once("error", (error: NodeJS.ErrnoException) => done(error.code !== "ECONNREFUSED"));
    });
}
