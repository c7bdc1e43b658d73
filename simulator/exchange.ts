import type { FastifyInstance, FastifyRequest } from "fastify";

/** A request and its response, as seen on the wire. */
export interface Exchange {
    readonly method: string;
    /** Path and query. */
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly requestBody: string;
    readonly status: number;
    readonly answerBody: string;
    readonly contentType: string | undefined;
}

/** Reports every exchange with an operation, except those that a fault has changed. */
export function watchExchanges(app: FastifyInstance, onExchange: (exchange: Exchange) => void): void {
    app.addHook("onSend", async (request, reply, payload) => {
        const { operation } = request.routeOptions.config;
        if (operation !== undefined && request.fault === undefined) {
            onExchange({
                method: request.method,
                url: request.url,
                headers: Object.fromEntries(
                    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
                ),
                requestBody: bodyOf(request),
                status: reply.statusCode,
                answerBody: typeof payload === "string" ? payload : "",
                contentType: reply.getHeader("content-type")?.toString(),
            });
        }
        return payload;
    });
}

function bodyOf({ body, headers }: FastifyRequest): string {
    if (body === undefined || body === null) return "";
    const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
    return isForm ? new URLSearchParams(body as Record<string, string>).toString() : JSON.stringify(body);
}
