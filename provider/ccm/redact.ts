/** Stands where a secret stood. */
const MASK = "[secret]";

/** Shorter values are not masked: they would blacken harmless text and hide nothing. */
const SHORTEST_SECRET = 4;

export type Redact = (text: string) => string;

/**
 * A function that takes the given values out of a text, in the spellings in which they travel: plain, inside a JSON
 * string, in a URL, in base64. Longest first, so that a secret that contains another one goes as a whole.
 */
export function redactor(secrets: Iterable<string>): Redact {
    const spellings = new Set<string>();
    for (const secret of secrets) {
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
