import type { FastifyInstance } from "fastify";

export interface LoggedRequest {
    /** From 1, in the order in which responses were completed or aborted. */
    readonly number: number;
    readonly operation: string;
    readonly method: string;
    readonly url: string;
    /** The header that carried the token, in lower case. */
    readonly authHeader: string | undefined;
    readonly body: unknown;
    /** The status that was sent; 0 when the connection was broken instead. */
    readonly status: number;
    readonly fault: string | undefined;
    /** Milliseconds since 1970 by the simulated clock. */
    readonly at: number;
}

/** Log of every request to an operation, for tests to assert on. Tokens are not kept. */
export class RequestLog {
    private entries: LoggedRequest[] = [];
    private readonly open: string[] = [];

    constructor(private readonly now: () => number) {}

    all(): readonly LoggedRequest[] {
        return this.entries;
    }

    /** The operations of the requests in flight. */
    underWay(): readonly string[] {
        return this.open;
    }

    clear(): void {
        this.entries = [];
    }

    install(app: FastifyInstance): void {
        // The raw response also emits `close` for connections that a fault broke; response hooks do not run for those.
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
