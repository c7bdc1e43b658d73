import type { FastifyInstance } from "fastify";

export interface LoggedRequest {
    /** From 1, in the order in which answers were given or given up. */
    readonly number: number;
    readonly operation: string;
    readonly method: string;
    readonly url: string;
    /** Which header carried the token, in lower case. */
    readonly authHeader: string | undefined;
    readonly body: unknown;
    /** The status that was sent; 0 when the connection was broken instead. */
    readonly status: number;
    readonly fault: string | undefined;
    /** Milliseconds since 1970 by the simulated clock. */
    readonly at: number;
}

/** Remembers every request to an operation: what tests take as the truth. Tokens are not kept. */
export class RequestLog {
    private entries: LoggedRequest[] = [];
    private readonly open: string[] = [];

    constructor(private readonly now: () => number) {}

    all(): readonly LoggedRequest[] {
        return this.entries;
    }

    /** The operations that have been asked for and not been answered yet. */
    underWay(): readonly string[] {
        return this.open;
    }

    clear(): void {
        this.entries = [];
    }

    install(app: FastifyInstance): void {
        // `close` of the raw answer also comes for connections that a fault broke, when no answer hook does.
        app.addHook("onRequest", async (request, reply) => {
            const { operation } = request.routeOptions.config;
            if (operation === undefined) return;
            const at = this.now();
            this.open.push(operation);
            reply.raw.once("close", () => {
                this.open.splice(this.open.indexOf(operation), 1);
                const broken = request.fault?.kind === "reset" || request.fault?.kind === "cut";
                const fault = request.fault === undefined ? undefined : `${request.fault.kind} ${request.fault.when}`;
                this.entries.push({
                    number: this.entries.length + 1,
                    operation,
                    method: request.method,
                    url: request.url,
                    authHeader: ["authorization", "authentication"].find((name) => request.headers[name] !== undefined),
                    body: request.body ?? undefined,
                    status: reply.raw.writableFinished && !broken ? reply.raw.statusCode : 0,
                    fault,
                    at,
                });
            });
        });
    }
}
