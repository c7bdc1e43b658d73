/*
 * Codes of messages that the plugin process writes on a resource's row and that a review finds again in the document of a
 * preview, where a message is all that passes between the two. A review reads the code, never the sentence before it. A
 * code never changes its meaning: previews that are kept hold it.
 */

export const MESSAGE_CODES = {
    /** Reasons that a diff gives for what the next `up` does with a run. */
    newRun: "CCM101",
    otherRun: "CCM102",
    rerun: "CCM103",
    waitAgain: "CCM104",
    reportAgain: "CCM105",
    cleanUp: "CCM106",
    /** A refresh takes a resource out of the state, because CCM does not know it any more. */
    leavesState: "CCM201",
} as const;

export type MessageCode = (typeof MESSAGE_CODES)[keyof typeof MESSAGE_CODES];

/** Codes of the reasons that a diff gives. */
export const DIFF_CODES: readonly string[] = (
    ["newRun", "otherRun", "rerun", "waitAgain", "reportAgain", "cleanUp"] as const
).map((name) => MESSAGE_CODES[name]);

/** A message with its code: at its end, where it disturbs a reader least. */
export function withCode(text: string, code: MessageCode): string {
    return `${text} [${code}]`;
}

/** A message and its code apart; `code` is `undefined` for a message without one. */
export function splitCode(message: string): { readonly text: string; readonly code: string | undefined } {
    const found = /^([^]*\S)\s+\[(CCM\d{3})\]\s*$/.exec(message);
    return { text: found?.[1] ?? message.trim(), code: found?.[2] };
}
