import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

export interface ProxiedRequest {
    readonly method: string;
    /** `host:port` for CONNECT; a complete URL for other methods. */
    readonly target: string;
    readonly headers: string;
}

/** An HTTP proxy in its own process, which resolves every host name to this machine. */
export class ProxyProcess implements AsyncDisposable {
    /** Requests that it received, in order. */
    readonly requests: ProxiedRequest[] = [];

    private constructor(
        private readonly child: ChildProcessByStdio<Writable, Readable, null>,
        /** `127.0.0.1:port` */
        readonly host: string,
    ) {}

    /** @param credentials required `user:password`; none by default */
    static async start(credentials?: string): Promise<ProxyProcess> {
        const script = join(__dirname, "proxyServer.mjs");
        const args = credentials === undefined ? [script] : [script, credentials];
        const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
        const lines = createInterface({ input: child.stdout });
        const [port] = (await once(lines, "line")) as [string];
        const proxy = new ProxyProcess(child, `127.0.0.1:${port}`);
        lines.on("line", (line) => proxy.requests.push(JSON.parse(line) as ProxiedRequest));
        return proxy;
    }

    async [Symbol.asyncDispose](): Promise<void> {
        this.child.kill();
        if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, "close");
    }
}
