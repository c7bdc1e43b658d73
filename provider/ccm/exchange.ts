import type { z } from "zod";
import { shownLine } from "../contract/shownText";
import { looksLikeHtml, quoteBody } from "./bodyText";
import type { Clock, Random } from "./clock";
import { CcmBodyError, CcmConnectionError, CcmStatusError, isUnauthorized, RATE_LIMITED_LOCALLY } from "./errors";
import type { RateLimiter } from "./rateLimiter";
import { abandoned } from "./connectionError";
import { DEEPEST_JSON, jsonDepth } from "./jsonDepth";
import type { Redact } from "./redact";
import { decideRetry, isThrottled } from "./retry";
import { whatAnswerProves } from "./startAnswer";
import type { TokenHeader } from "./tokenHeader";
import type { HttpAnswer, HttpRequest, Transport } from "./transport";

/** Timeout of reads, which are fast or are retried. */
const READ_TIMEOUT_MS = 30_000;
/** Timeout of writes: the service may call an orchestrator before it responds. */
const WRITE_TIMEOUT_MS = 120_000;

export interface CallOptions {
    /** End of the caller's time limit, in milliseconds of the client's clock. */
    readonly deadline?: number;
    /**
     * End of retries, by the same clock; without a `deadline`, requests queued until then are not sent either. A
     * request in flight is not interrupted.
     */
    readonly lastRetryAt?: number;
    /** Once aborted, nothing more is sent. A request in flight is not interrupted, except a read with `breaksOff`. */
    readonly signal?: AbortSignal;
    readonly breaksOff?: boolean;
    /** Called when the service has throttled the request, with the pause before the retry in milliseconds. */
    readonly onThrottled?: (pauseMs: number) => void;
}

/** Returns call options for one try without retries, of at most `limitMs` milliseconds. */
export function oneTry(clock: Clock, limitMs: number): CallOptions & { readonly deadline: number } {
    const now = clock.now();
    return { deadline: now + limitMs, lastRetryAt: now };
}

export interface ExchangeRequest extends CallOptions {
    readonly operation: string;
    readonly method: HttpRequest["method"];
    readonly url: string;
    /** Whether it may be carried out twice without harm. */
    readonly repeatable: boolean;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    /** The token to send, if any. */
    readonly token?: string;
    /** Whether the path exists in every CCM, so that a 404 indicates a wrong address. */
    readonly isEverywhere?: boolean;
}

export interface ExchangeResult<T> {
    readonly value: T;
    /** Server time from the `Date` header, in milliseconds since 1970; `undefined` without one. */
    readonly serverTime: number | undefined;
}

/** Sends a request, retries it where that is safe and useful, and returns the validated response. */
export type Exchange = <T>(answer: z.ZodType<T>, request: ExchangeRequest) => Promise<ExchangeResult<T>>;

export interface ExchangeParts {
    readonly transport: Transport;
    readonly rateLimiter: RateLimiter;
    readonly tokenHeader: TokenHeader;
    readonly redact: Redact;
    readonly clock: Clock;
    readonly random: Random;
}

export function createExchange(parts: ExchangeParts): Exchange {
    return async (schema, request) => {
        for (let tries = 1; ; tries++) {
            try {
                return await exchangeWithToken(parts, schema, request);
            } catch (error) {
                const msLeft =
                    Math.min(request.deadline ?? Infinity, request.lastRetryAt ?? Infinity) - parts.clock.now();
                const decision = decideRetry({ repeatable: request.repeatable, tries, msLeft, error }, parts.random);
                const isWanted = decision.retry && request.signal?.aborted !== true;
                if (isThrottled(error) && isWanted) request.onThrottled?.(decision.delayMs);
                if (!decision.retry) throw error;
                await parts.clock.sleep(decision.delayMs).catch(() => {
                    // The caller was canceled.
                    throw error;
                });
            }
        }
    };
}

/** Retries with the other header if a rejected token may mean that the service reads that one. */
async function exchangeWithToken<T>(
    parts: ExchangeParts,
    schema: z.ZodType<T>,
    request: ExchangeRequest,
): Promise<ExchangeResult<T>> {
    const { token, repeatable } = request;
    if (token === undefined) return exchangeOnce(parts, schema, request, {});
    const sendIn = async (header: string) => {
        const result = await exchangeOnce(parts, schema, request, { [header]: `Bearer ${token}` });
        parts.tokenHeader.accept(header);
        return result;
    };
    const { name } = parts.tokenHeader;
    try {
        return await sendIn(name);
    } catch (error) {
        const other = isUnauthorized(error) ? parts.tokenHeader.insteadOf(name, token) : undefined;
        const isSafe = repeatable || whatAnswerProves(error).kind === "refused";
        if (other === undefined || !isSafe) throw error;
        return sendIn(other).catch((second: unknown) => {
            if (isUnauthorized(second)) parts.tokenHeader.refuseBoth(token);
            throw second;
        });
    }
}

const CHECK_ADDRESS = "check endpoint and deployment";

/** Maximum length of a quoted request id, in characters. */
const MAX_REQUEST_ID = 100;
/** Pause in milliseconds after a throttled request without `Retry-After`. */
const USUAL_PAUSE_MS = 1000;
/** Maximum time in milliseconds that one request's `Retry-After` pauses all other requests. */
const LONGEST_SHARED_PAUSE_MS = 120_000;

async function exchangeOnce<T>(
    parts: ExchangeParts,
    schema: z.ZodType<T>,
    request: ExchangeRequest,
    tokenHeaders: HttpRequest["headers"],
): Promise<ExchangeResult<T>> {
    const { operation, method, url, body } = request;
    // Without a deadline, the limit for retries applies to the first try as well.
    const deadline = request.deadline ?? request.lastRetryAt;
    const { signal } = request;
    const sentAt = await parts.rateLimiter.acquire(method === "GET" ? "read" : "write", { deadline, signal });
    if (signal?.aborted === true) {
        throw abandoned(operation, false);
    }
    if (sentAt === undefined) {
        const why = "the request was still queued at its time limit (maxRequestsPerSecond)";
        throw new CcmConnectionError(operation, `cannot ${operation}: ${why}`, RATE_LIMITED_LOCALLY, false);
    }
    const limit = method === "GET" ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS;
    const msLeft = (request.deadline ?? Infinity) - parts.clock.now();
    if (msLeft <= 0) {
        const why = "the time limit was reached before the request was sent";
        throw new CcmConnectionError(operation, `cannot ${operation}: ${why}`, "TIMEOUT", false);
    }
    const answer = await parts.transport({
        operation,
        method,
        url,
        headers: { ...request.headers, ...tokenHeaders },
        ...(body === undefined ? {} : { body }),
        timeoutMs: Math.min(limit, msLeft),
        ...(request.breaksOff === true && method === "GET" && signal !== undefined && { signal }),
    });
    if (answer.status < 200 || answer.status > 299) {
        const error = statusError(parts, request, answer);
        if (isThrottled(error)) {
            const pauseMs = Math.min(error.retryAfterMs ?? USUAL_PAUSE_MS, LONGEST_SHARED_PAUSE_MS);
            parts.rateLimiter.refused(sentAt, pauseMs);
        }
        throw error;
    }
    const serverTime = Date.parse(answer.headers["date"] ?? "") || undefined;
    return { value: readBody(parts, schema, operation, answer, new URL(url).origin), serverTime };
}

function statusError(parts: ExchangeParts, request: ExchangeRequest, answer: HttpAnswer): CcmStatusError {
    const { operation } = request;
    const { status, headers } = answer;
    const quote = quoteSafely(parts, answer.body);
    const form = formOf(answer);
    const detail = form === "html" ? `a web page: ${quote}` : quote;
    const id = headers["x-request-id"] ?? headers["x-correlation-id"];
    const requestId = id === undefined ? undefined : quoteSafely(parts, id, (text) => shownLine(text, MAX_REQUEST_ID));
    const said = `CCM answered ${status}${detail === "" ? "" : `: ${detail}`}`;
    const advice = status === 404 && request.isEverywhere === true ? `; ${CHECK_ADDRESS}` : "";
    return new CcmStatusError(
        operation,
        `cannot ${operation}: ${said}${requestId === undefined ? "" : ` (request ${requestId})`}${advice}`,
        status,
        detail,
        requestId,
        retryAfterMs(headers["retry-after"], parts.clock.wallTime()),
        form,
    );
}

function formOf({ body, headers }: HttpAnswer): CcmStatusError["form"] {
    if (looksLikeHtml(body, headers["content-type"])) return "html";
    return isJson(body) ? "json" : "text";
}

function isJson(body: string): boolean {
    try {
        const parsed: unknown = JSON.parse(body);
        return typeof parsed === "object" && parsed !== null;
    } catch {
        return false;
    }
}

/** Masks secrets first: a truncated or sanitized text may contain part of one, which no longer matches. */
function quoteSafely({ redact }: ExchangeParts, text: string, quote: Redact = quoteBody): string {
    return redact(quote(redact(text)));
}

function readBody<T>(
    parts: ExchangeParts,
    schema: z.ZodType<T>,
    operation: string,
    answer: HttpAnswer,
    origin: string,
): T {
    const refuse = (what: string, html: boolean): never => {
        const message = `cannot ${operation}: ${what}`;
        throw new CcmBodyError(operation, message, answer.status, quoteSafely(parts, answer.body), html);
    };
    const fail = (what: string, html: boolean) =>
        refuse(`${origin} answered ${answer.status} with ${what}; ${CHECK_ADDRESS}`, html);
    if (looksLikeHtml(answer.body, answer.headers["content-type"])) fail("a web page instead of JSON", true);
    if (jsonDepth(answer.body) > DEEPEST_JSON) fail(`JSON nested more than ${DEEPEST_JSON} levels deep`, false);
    let json: unknown;
    try {
        json = answer.body === "" ? undefined : JSON.parse(answer.body);
    } catch {
        fail("a body that is not JSON", false);
    }
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "the whole body").join(", ");
    // A field with a wrong value indicates CCM: another service has none of the fields.
    return parsed.error.issues.some(({ path }) => isPresent(json, path))
        ? refuse(`CCM's response cannot be read (${fields})`, false)
        : fail(`unexpected JSON (${fields})`, false);
}

function isPresent(json: unknown, path: readonly PropertyKey[]): boolean {
    const value = path.reduce<unknown>(
        (at, key) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
        json,
    );
    return path.length > 0 && value !== undefined;
}

/**
 * Parses a `Retry-After` header: seconds, or an HTTP date (RFC 9110 §10.2.3).
 *
 * @returns the pause in milliseconds; `undefined` if the header is missing or invalid
 */
export function retryAfterMs(header: string | undefined, wallTime: number): number | undefined {
    const text = header?.trim() ?? "";
    if (/^\d+$/.test(text)) return Number(text) * 1000;
    const date = /^[A-Z][a-z]{2,8}, /.test(text) ? Date.parse(text) : NaN;
    return Number.isNaN(date) ? undefined : Math.max(0, date - wallTime);
}
