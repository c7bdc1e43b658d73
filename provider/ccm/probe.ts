import { z } from "zod";
import type { Clock } from "./clock";
import { CcmBodyError, CcmStatusError } from "./errors";
import { createExchange, oneTry } from "./exchange";
import { proxySecrets } from "./proxy";
import { RateLimiter } from "./rateLimiter";
import { redactor } from "./redact";
import { TokenHeader } from "./tokenHeader";
import { createTransport, type TransportSettings } from "./transport";

const versionAnswer = z.object({ version: z.string() });

export interface Probe {
    /** Version that the service reports; `undefined` if only the operations themselves respond, as on Armor perhaps. */
    readonly version: string | undefined;
    /** How far the service's clock is ahead of this machine's, in milliseconds, to within a second and the latency. */
    readonly aheadMs: number | undefined;
}

/**
 * Checks that CCM responds at a URL: to `GET sys/version`, which needs no credential, or else by rejecting a list for
 * lack of one.
 *
 * @param baseUrl URL prefix of all operations
 * @throws CcmError
 */
export async function probeService(
    baseUrl: string,
    settings: TransportSettings,
    clock: Clock,
    limitMs: number,
): Promise<Probe> {
    const exchange = createExchange({
        transport: createTransport(settings),
        rateLimiter: new RateLimiter(20, clock),
        tokenHeader: new TokenHeader(undefined),
        redact: redactor(proxySecrets()),
        clock,
        random: Math.random,
    });
    const get = <T>(answer: z.ZodType<T>, operation: string, path: string) =>
        exchange(answer, {
            ...{ operation, method: "GET", url: baseUrl + path, repeatable: false },
            ...oneTry(clock, limitMs),
        });
    try {
        const { value, serverTime } = await get(versionAnswer, "read CCM's version", "/sys/version");
        return {
            version: value.version,
            aheadMs: serverTime === undefined ? undefined : serverTime - clock.wallTime(),
        };
    } catch (error) {
        const isElsewhere = error instanceof CcmStatusError || error instanceof CcmBodyError;
        const refusal: unknown =
            isElsewhere &&
            (await get(z.unknown(), "list the runs", "/workflow_runs?limit=1").catch((reason: unknown) => reason));
        if (asksForCredential(refusal)) return { version: undefined, aheadMs: undefined };
        throw error;
    }
}

function asksForCredential(refusal: unknown): boolean {
    return refusal instanceof CcmStatusError && [401, 403].includes(refusal.status) && refusal.form === "json";
}
