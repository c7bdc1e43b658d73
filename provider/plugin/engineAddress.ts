import { connect } from "node:net";

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
