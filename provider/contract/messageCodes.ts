/*
 * Codes of messages that the plugin process logs for a resource and that a review finds in the output of a preview,
 * where messages are all that it receives from the process. A review reads the code, never the text. A code never
 * changes its meaning, because stored previews contain it.
 */

export const MESSAGE_CODES = {
    /** Reasons in a diff for what the next `up` does with a run. */
    newRun: "CCM101",
    otherRun: "CCM102",
    rerun: "CCM103",
    waitAgain: "CCM104",
    reportAgain: "CCM105",
    cleanUp: "CCM106",
    /** A refresh removes a resource from the state, because CCM no longer knows it. */
    leavesState: "CCM201",
} as const;

export type MessageCode = (typeof MESSAGE_CODES)[keyof typeof MESSAGE_CODES];

/** Codes of the reasons in a diff. */
export const DIFF_CODES: readonly string[] = (
    ["newRun", "otherRun", "rerun", "waitAgain", "reportAgain", "cleanUp"] as const
).map((name) => MESSAGE_CODES[name]);

/** Appends the code to a message, where it distracts the reader least. */
export function withCode(text: string, code: MessageCode): string {
    return `${text} [${code}]`;
}

/** Splits a message into text and code; `code` is `undefined` for a message without one. */
export function splitCode(message: string): { readonly text: string; readonly code: string | undefined } {
    const found = /^([^]*\S)\s+\[(CCM\d{3})\]\s*$/.exec(message);
    return { text: found?.[1] ?? message.trim(), code: found?.[2] };
}
