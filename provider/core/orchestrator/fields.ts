import { z } from "zod";

/*
 * What an orchestrator says is read field by field: whatever is odd, or `null`, is as good as absent.
 */

export const textField = z.string().nullish().catch(undefined);
export const numberField = z.number().nullish().catch(undefined);

/** One sentence about an object of the orchestrator's. */
export interface Fact {
    readonly text: string;
    /** Whether it says that something is wrong. */
    readonly isWrong: boolean;
    /** Whether it is about a whole, of whose parts others say more. */
    readonly isSummary?: boolean;
}

/** A list of what can be read of it. */
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

/** More of one message than this crowds out the others, in characters. */
const MAX_MESSAGE = 300;
const BEGIN = 100;

/** A message in one line. Of a long one the begin says what it is about, and the end what went wrong. */
export function shortMessage(message: string): string {
    // Between facts and the rest of a detail stands a bar.
    const words = message.replace(/[\s|]+/g, " ").trim();
    let end = words.length;
    while (end > 0 && ". ".includes(words.charAt(end - 1))) end--;
    const line = words.slice(0, end);
    if (line.length <= MAX_MESSAGE) return line;
    return `${line.slice(0, BEGIN)} … ${line.slice(BEGIN - MAX_MESSAGE)}`;
}

/** `OOMKilled, exit code 137: what it said`, of those that are there. */
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

/** ` from ... to ...`, of those that are there. */
export function periodText(begin: string | null | undefined, end: string | null | undefined): string {
    return [begin ? `from ${begin}` : "", end ? `to ${end}` : ""].filter((part) => part !== "").join(" ");
}
