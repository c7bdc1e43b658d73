import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance } from "fastify";

/** Limits the requests per second of all callers together; others are answered with 429 and `Retry-After`. */
export class RateLimit {
    perSecond: number | undefined;

    async install(app: FastifyInstance): Promise<void> {
        await app.register(rateLimit, {
            timeWindow: 1000,
            max: () => this.perSecond ?? Number.MAX_SAFE_INTEGER,
            keyGenerator: () => "everyone",
            allowList: (request) => this.perSecond === undefined || request.routeOptions.config.operation === undefined,
            errorResponseBuilder: () => Object.assign(new Error("Too many requests"), { statusCode: 429 }),
        });
    }
}
