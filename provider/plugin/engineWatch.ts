import { setMaxListeners } from "node:events";
import { connect } from "node:net";

/** Interval of checks for a running engine, and the pause before a failed one is repeated, in milliseconds. */
const INTERVAL_MS = 3000;
const CONFIRM_MS = 1000;
/** Time for recording pending results, such as the response to a start, once the engine is gone, in milliseconds. */
const GRACE_MS = 5000;

/**
 * Ends the plugin process once its engine is gone: a killed `pulumi` leaves its plugin processes running, whose results
 * would never be read. They end within 15 s.
 */
export class EngineWatch {
    private readonly controller = new AbortController();

    /**
     * @param isThere checks whether the engine is running; true if that is uncertain
     * @param end ends this process
     */
    constructor(
        private readonly isThere: () => Promise<boolean>,
        private readonly end: () => void,
    ) {
        // One listener for each waiting operation; there may be many.
        setMaxListeners(0, this.controller.signal);
        this.checkAgain(INTERVAL_MS);
    }

    /** Aborted once the engine is gone. */
    get signal(): AbortSignal {
        return this.controller.signal;
    }

    async isListening(): Promise<boolean> {
        if (this.signal.aborted || (await this.isThere())) return !this.signal.aborted;
        await new Promise((resolve) => setTimeout(resolve, CONFIRM_MS));
        if (!(await this.isThere())) this.giveUp();
        return !this.signal.aborted;
    }

    private checkAgain(afterMs: number): void {
        // The timer must not keep the process alive.
        setTimeout(() => void this.check(afterMs === CONFIRM_MS), afterMs).unref();
    }

    private async check(confirms: boolean): Promise<void> {
        const isThere = await this.isThere();
        if (!isThere && confirms) this.giveUp();
        else this.checkAgain(isThere ? INTERVAL_MS : CONFIRM_MS);
    }

    private giveUp(): void {
        if (this.signal.aborted) return;
        this.controller.abort();
        setTimeout(this.end, GRACE_MS).unref();
    }
}

/** Parses the engine's address: `host:port`, the last argument of Pulumi's plugin process. */
export function parseEngineAddress(argument: string | undefined): { host: string; port: number } | undefined {
    const [, host, port] = /^(.+):(\d+)$/.exec(argument ?? "") ?? [];
    if (host === undefined || !/^[\w.:[\]-]+$/.test(host)) return undefined;
    return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}

/** Whether the engine listens. Only a refused connection proves that it does not; other errors may be temporary. */
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
