/**
 * The pause that a `Retry-After` header asks for, in milliseconds: seconds, or an HTTP date (RFC 9110 §10.2.3).
 * `undefined` when there is none or it cannot be read.
 */
export function retryAfterMs(header: string | undefined, wallTime: number): number | undefined {
    const text = header?.trim() ?? "";
    if (/^\d+$/.test(text)) return Number(text) * 1000;
    const date = /^[A-Z][a-z]{2,8}, /.test(text) ? Date.parse(text) : NaN;
    return Number.isNaN(date) ? undefined : Math.max(0, date - wallTime);
}
