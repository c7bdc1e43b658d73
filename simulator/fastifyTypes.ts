import type { Fault } from "./faults";
import type { Principal } from "./world";

declare module "fastify" {
    interface FastifyContextConfig {
        /** The operation's name, for faults and for the log of requests. */
        operation?: string;
    }
    interface FastifyRequest {
        fault: Fault | undefined;
        /** Who calls; set for every operation that needs a token. */
        principal: Principal | undefined;
    }
}
