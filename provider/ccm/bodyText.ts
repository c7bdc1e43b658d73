import { shownLine } from "../contract/shownText";

/** Maximum length of a body quoted in an error, in characters. */
const MAX_QUOTE = 500;

/** Whether a body is a web page rather than JSON. */
export function looksLikeHtml(body: string, contentType: string | undefined): boolean {
    return /\bhtml\b/i.test(contentType ?? "") || /^\s*<(!doctype|html|head|body)\b/i.test(body);
}

/**
 * Returns the message of an error body: the field `message`, `error_description` or `error` of a JSON object, else the
 * body, without tags if it is not JSON. Safe to display, on one line of at most 500 characters.
 */
export function quoteBody(body: string): string {
    return shownLine(messageOf(body) ?? stripTags(body), MAX_QUOTE);
}

function messageOf(body: string): string | undefined {
    let parsed: unknown;
    try {
        parsed = JSON.parse(body);
    } catch {
        return undefined;
    }
    if (typeof parsed === "string") return parsed;
    if (typeof parsed !== "object" || parsed === null) return undefined;
    const fields = parsed as Record<string, unknown>;
    for (const name of ["message", "error_description", "error"]) {
        const value = fields[name];
        if (typeof value === "string" && value !== "") return value;
    }
    return body;
}

function stripTags(body: string): string {
    return body
        .slice(0, 20 * MAX_QUOTE)
        .replace(/<(script|style)\b[^]*?<\/\1\s*>/gi, " ")
        .replace(/<[^>]*>/g, " ");
}
