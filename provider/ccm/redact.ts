/** Stands where a secret stood. */
export const MASK = "[secret]";

/** Shorter values are not masked: they would blacken harmless text and hide nothing. */
const SHORTEST_SECRET = 4;

/** A line of a secret that is shorter says too little of it, and too much of harmless text would go. */
const SHORTEST_LINE = 8;

export type Redact = (text: string) => string;

/**
 * A function that takes the given values out of a text, in the spellings in which they travel: plain, inside a JSON
 * string, in a URL, in base64; of a secret with several lines, such as a key, each line too, because a log may put
 * something before them. Longest first, so that a secret that contains another one goes as a whole.
 */
export function redactor(secrets: Iterable<string>): Redact {
    const spellings = new Set<string>();
    for (const secret of [...secrets].flatMap(withLines)) {
        if (secret.length < SHORTEST_SECRET) continue;
        spellings.add(secret);
        const inJson = JSON.stringify(secret).slice(1, -1);
        spellings.add(inJson);
        // JSON as a text inside JSON, as Kubernetes' annotation of the last applied configuration.
        spellings.add(JSON.stringify(inJson).slice(1, -1));
        spellings.add(encodeURIComponent(secret));
        spellings.add(Buffer.from(secret).toString("base64"));
    }
    const ordered = [...spellings].sort((a, b) => b.length - a.length);
    return (text) => ordered.reduce((rest, spelling) => rest.replaceAll(spelling, MASK), text);
}

function withLines(secret: string): string[] {
    const lines = secret.split(/\r?\n/).map((line) => line.trim());
    return lines.length === 1 ? [secret] : [secret, ...lines.filter((line) => line.length >= SHORTEST_LINE)];
}
