import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** An injected fault. */
export interface Fault {
    /** The operation, such as `startRun`; `*` for any. */
    readonly operation: string;
    /** First affected call, counted since the fault was set; 1 by default. */
    readonly nth?: number;
    /** Number of affected calls; 1 by default. */
    readonly times?: number;
    /** Before the service processes the request, or after: then only the response is affected. */
    readonly when: "before" | "after";
    readonly kind: "reset" | "delay" | "status" | "html" | "cut";
    /** For `delay`. */
    readonly delayMs?: number;
    /** For `status` and `html`. */
    readonly status?: number;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
}

const HTML =
    "<!doctype html><html><head><title>Gateway</title></head><body><h1>Something went wrong</h1></body></html>";

/** Applies the configured faults to requests. */
export class Faults {
    private active: { readonly fault: Fault; calls: number }[] = [];

    set(fault: Fault): void {
        this.active.push({ fault, calls: 0 });
    }

    clear(): void {
        this.active = [];
    }

    install(app: FastifyInstance): void {
        app.decorateRequest("fault", undefined);
        app.addHook("onRequest", async (request, reply) => {
            const { operation } = request.routeOptions.config;
            request.fault = operation === undefined ? undefined : this.next(operation);
            if (request.fault?.when === "before") await this.before(request.fault, request, reply);
        });
        app.addHook("onSend", async (request, reply, payload) =>
            request.fault?.when === "after" ? this.after(request.fault, request, reply, payload) : payload,
        );
    }

    private next(operation: string): Fault | undefined {
        const due = this.active.filter(({ fault }) => fault.operation === operation || fault.operation === "*");
        for (const entry of due) entry.calls += 1;
        return due.find(({ fault, calls }) => {
            const first = fault.nth ?? 1;
            return calls >= first && calls < first + (fault.times ?? 1);
        })?.fault;
    }

    private async before(fault: Fault, request: FastifyRequest, reply: FastifyReply): Promise<void> {
        switch (fault.kind) {
            case "delay":
                await delay(fault.delayMs ?? 0);
                return;
            case "reset":
                reply.hijack();
                request.raw.socket.destroy();
                return;
            case "cut":
                this.cut(request, reply, JSON.stringify({ message: "an answer that ends half-way" }));
                return;
            default:
                await reply.code(statusOf(fault)).headers(headersOf(fault)).send(bodyOf(fault));
        }
    }

    private async after(
        fault: Fault,
        request: FastifyRequest,
        reply: FastifyReply,
        payload: unknown,
    ): Promise<unknown> {
        switch (fault.kind) {
            case "delay":
                await delay(fault.delayMs ?? 0);
                return payload;
            case "reset":
                reply.hijack();
                request.raw.socket.destroy();
                return payload;
            case "cut":
                this.cut(request, reply, typeof payload === "string" ? payload : "");
                return payload;
            default: {
                const body = bodyOf(fault);
                reply.code(statusOf(fault)).headers(headersOf(fault)).removeHeader("content-length");
                return typeof body === "string" ? body : JSON.stringify(body);
            }
        }
    }

    /** Sends a `content-length` for the whole body, but only half of the body. */
    private cut(request: FastifyRequest, reply: FastifyReply, body: string): void {
        reply.hijack();
        reply.raw.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
        reply.raw.write(body.slice(0, body.length / 2), () => request.raw.socket.destroy());
    }
}

function statusOf(fault: Fault): number {
    return fault.status ?? (fault.kind === "html" ? 200 : 500);
}

function headersOf(fault: Fault): Record<string, string> {
    const type = fault.kind === "html" ? "text/html; charset=utf-8" : "application/json; charset=utf-8";
    return { "content-type": type, ...fault.headers };
}

function bodyOf(fault: Fault): unknown {
    if (fault.kind === "html") return HTML;
    return fault.body ?? { message: `simulated ${statusOf(fault)}` };
}
