import { z } from "zod";
import { oneTry } from "./client";
import type { Clock } from "./clock";
import { createExchange } from "./exchange";
import { proxySecrets } from "./proxy";
import { RateLimiter } from "./rateLimiter";
import { redactor } from "./redact";
import { createTransport, type Transport } from "./transport";

const versionAnswer = z.object({ version: z.string() });

export interface Probe {
    /** The version that the service tells. */
    readonly version: string;
    /** How far the service's clock is ahead of ours, in milliseconds, give or take a second and the way. */
    readonly aheadMs: number | undefined;
}

/**
 * `GET /v1/sys/version`, which needs no credential: whether CCM answers at a URL.
 *
 * @param baseUrl `/v1` included
 * @throws CcmError
 */
export async function probeVersion(
    baseUrl: string,
    parts: { readonly clock: Clock; readonly caFile?: string | undefined; readonly transport?: Transport },
    limitMs: number,
): Promise<Probe> {
    const { clock, caFile, transport = createTransport(caFile) } = parts;
    const exchange = createExchange({
        transport,
        rateLimiter: new RateLimiter(20, clock),
        authHeader: "Authorization",
        redact: redactor(proxySecrets()),
        clock,
        random: Math.random,
    });
    const { value, serverTime } = await exchange(versionAnswer, {
        operation: "ask for CCM's version",
        method: "GET",
        url: `${baseUrl}/sys/version`,
        repeatable: false,
        ...oneTry(clock, limitMs),
    });
    return { version: value.version, aheadMs: serverTime === undefined ? undefined : serverTime - clock.wallTime() };
}
