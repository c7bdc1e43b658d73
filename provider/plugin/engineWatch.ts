import { setMaxListeners } from "node:events";
import { connect } from "node:net";

/** How often the engine is asked whether it is still there, and how soon again when it is not. */
const INTERVAL_MS = 3000;
const CONFIRM_MS = 1000;
/** What is under way when the engine is gone, such as the answer to a start, has so long to be written down. */
const GRACE_MS = 5000;

/**
 * Watches whether the engine that waits for the answers is still there: a `pulumi` that was killed leaves its plugin
 * processes behind, and nobody would ever read what they find out. Within 15 s they are at their end.
 */
export class EngineWatch {
    private readonly controller = new AbortController();

    /**
     * @param isThere asks the engine; true whenever that is not known for sure
     * @param end ends this process
     */
    constructor(
        private readonly isThere: () => Promise<boolean>,
        private readonly end: () => void,
    ) {
        // One listener for each operation that waits, and there may be many.
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
        // It must not keep the process from its end.
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
