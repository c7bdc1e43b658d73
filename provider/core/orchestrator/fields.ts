import { z } from "zod";

/*
 * The orchestrator's detail is read field by field: an invalid or `null` field is treated as absent.
 */

export const textField = z.string().nullish().catch(undefined);
export const numberField = z.number().nullish().catch(undefined);

/** One sentence about an orchestrator object. */
export interface Fact {
    readonly text: string;
    /** Whether it reports a problem. */
    readonly isWrong: boolean;
    /** Whether it summarizes an object whose parts have more specific facts. */
    readonly isSummary?: boolean;
}

/** A list of the items that can be parsed. */
export function listField<T>(item: z.ZodType<T>) {
    return z
        .array(z.unknown())
        .nullish()
        .catch(undefined)
        .transform((items) =>
            (items ?? []).flatMap((one) => {
                const { data, success } = item.safeParse(one);
                return success ? [data] : [];
            }),
        );
}

/** Maximum length of a message in characters, so that it does not crowd out the others. */
const MAX_MESSAGE = 300;
const BEGIN = 100;

/** Shortens a message to one line. Keeps the beginning, which names the subject, and the end, which names the cause. */
export function shortMessage(message: string): string {
    // A bar separates the facts from the rest of a detail.
    const words = message.replace(/[\s|]+/g, " ").trim();
    let end = words.length;
    while (end > 0 && ". ".includes(words.charAt(end - 1))) end--;
    const line = words.slice(0, end);
    if (line.length <= MAX_MESSAGE) return line;
    return `${line.slice(0, BEGIN)} … ${line.slice(BEGIN - MAX_MESSAGE)}`;
}

/** Formats `OOMKilled, exit code 137: message` from the parts that are set. */
export function reasonText(
    reason: string | null | undefined,
    exitCode: number | null | undefined,
    message: string | null | undefined,
): string {
    const head = [shortMessage(reason ?? ""), typeof exitCode === "number" ? `exit code ${exitCode}` : ""]
        .filter((part) => part !== "")
        .join(", ");
    const said = shortMessage(message ?? "");
    return [head, said].filter((part) => part !== "").join(": ");
}

/** Formats `from ... to ...` from the parts that are set. */
export function periodText(begin: string | null | undefined, end: string | null | undefined): string {
    return [begin ? `from ${begin}` : "", end ? `to ${end}` : ""].filter((part) => part !== "").join(" ");
}
