import type { Fault } from "./faults";
import type { Principal } from "./world";

declare module "fastify" {
    interface FastifyContextConfig {
        /** Name of the operation, for faults and the request log. */
        operation?: string;
    }
    interface FastifyRequest {
        fault: Fault | undefined;
        /** The caller; set for every operation that needs a token. */
        principal: Principal | undefined;
    }
}
