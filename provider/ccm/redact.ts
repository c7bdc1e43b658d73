import { type Decoded, decodings, rangeInOriginal, withoutWhiteSpace, withSingleBlanks } from "./decodings";

/** Replaces each secret. */
export const MASK = "[secret]";

export type Redact = (text: string) => string;

/** Minimum length of a masked value: shorter ones would mask harmless text and protect nothing. */
const SHORTEST = 4;
/** Shorter values are masked as whole words only. */
const SHORTEST_INSIDE_WORDS = 8;
/** Minimum length of a value that is also found when white space interrupts it. */
const SHORTEST_WRAPPED = 16;

/** Number of leading characters of a spelling that are hashed for its lookup. */
const KEY_LENGTH = SHORTEST;

/**
 * Masks secrets in texts, in the spellings in which they occur: plain, escaped for JSON, URLs or HTML (also
 * repeatedly), in base64 and base64url at any offset of the encoded data, in hex, wrapped over lines; of a multi-line
 * secret, such as a key, each line too, because a log may prefix lines. Text between `://` and `@` is masked too.
 *
 * Values of 4 to 7 characters are masked as whole words only, shorter ones not at all. The time grows with the text,
 * not with the number of secrets.
 */
export class SecretMask {
    private readonly known = new Set<string>();
    /** Spellings by the hash of their first characters. */
    private readonly spellings = new Map<number, Set<string>>();
    /** Secrets without computed spellings yet: most processes never mask a text. */
    private waiting: string[] = [];
    /** Secrets that contain the mask itself: splitting a text at the mask would hide them from the search. */
    private readonly holdMask: string[] = [];
    /** Whether any spelling contains white space: only then does the kind of white space in a text matter. */
    private holdsBlanks = false;

    add(secrets: Iterable<string>): void {
        for (const secret of secrets) {
            if (this.known.has(secret)) continue;
            this.known.add(secret);
            this.waiting.push(secret);
            if (secret.includes(MASK)) this.holdMask.push(secret);
        }
    }

    readonly redact: Redact = (text) => {
        // An existing mask stays, unless it is part of a secret.
        const whole = this.holdMask.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
        const masked = whole
            .split(MASK)
            .map((part) => this.mask(part))
            .join(MASK);
        return masked.includes("://") ? masked.replace(/:\/\/[^\s/?#@]{1,500}@(?!sha256:)/g, `://${MASK}@`) : masked;
    };

    private mask(text: string): string {
        this.prepare();
        if (this.spellings.size === 0) return text;
        const ranges = decodings(text).flatMap((decoded) => {
            const inLine = this.holdsBlanks ? withSingleBlanks(decoded) : undefined;
            const unwrapped = withoutWhiteSpace(decoded);
            return [
                ...this.rangesIn(decoded, 0),
                ...(inLine === undefined ? [] : this.rangesIn(inLine, 0)),
                ...(unwrapped === undefined ? [] : this.rangesIn(unwrapped, SHORTEST_WRAPPED)),
            ];
        });
        return ranges.length === 0 ? text : cutOut(text, ranges);
    }

    private rangesIn(decoded: Decoded, shortest: number): Range[] {
        const { text } = decoded;
        const found: Range[] = [];
        let end = 0;
        for (let index = 0; index + KEY_LENGTH <= text.length; index++) {
            const candidates = this.spellings.get(keyAt(text, index));
            if (candidates === undefined) continue;
            for (const spelling of candidates) {
                if (spelling.length < shortest || index + spelling.length <= end) continue;
                if (!text.startsWith(spelling, index) || !standsAlone(text, index, spelling)) continue;
                end = index + spelling.length;
                found.push(rangeInOriginal(decoded, index, end));
            }
        }
        return found;
    }

    private prepare(): void {
        for (const spelling of this.waiting.flatMap(spellingsOf)) {
            this.holdsBlanks ||= /\s/.test(spelling);
            const key = keyAt(spelling, 0);
            const alike = this.spellings.get(key);
            if (alike === undefined) this.spellings.set(key, new Set([spelling]));
            else alike.add(spelling);
        }
        this.waiting = [];
    }
}

/** Returns a function that masks the given values in texts. */
export function redactor(secrets: Iterable<string>): Redact {
    const mask = new SecretMask();
    mask.add(secrets);
    return mask.redact;
}

type Range = readonly [start: number, end: number];

function keyAt(text: string, index: number): number {
    let key = 0;
    for (let offset = 0; offset < KEY_LENGTH; offset++)
        key = (Math.imul(key, 31) + text.charCodeAt(index + offset)) | 0;
    return key;
}

function standsAlone(text: string, index: number, { length }: string): boolean {
    if (length >= SHORTEST_INSIDE_WORDS) return true;
    const isWord = (at: number) => /[\p{L}\p{N}_]/u.test(text.charAt(at));
    return !isWord(index - 1) && !isWord(index + length);
}

function spellingsOf(secret: string): string[] {
    const plain = withLines(secret).flatMap((part) => {
        const decoded = decodings(part).at(-1)?.text ?? part;
        return [part, decoded, part.replace(/\s+/g, ""), part.replace(/\s+/g, " "), part.replaceAll(" ", "+")];
    });
    const bytes = Buffer.from(secret);
    const hex = bytes.toString("hex");
    const encoded = [0, 1, 2].flatMap((before) => base64At(bytes, before));
    // The layers of escapes of a secret that ends in a backslash are ambiguous.
    const inJson = JSON.stringify(secret).slice(1, -1);
    const inJsonTwice = JSON.stringify(inJson).slice(1, -1);
    const whole = secret.replace(/\p{Cs}/gu, "\ufffd");
    const forms = [
        encodeURIComponent(whole).replaceAll("%20", "+"),
        new URLSearchParams({ "": whole }).toString().slice(1),
    ];
    return [...plain, inJson, inJsonTwice, ...forms, hex, hex.toUpperCase(), ...encoded].filter(
        (spelling) => spelling.trim().length >= SHORTEST,
    );
}

/** Encodes bytes as they appear in base64 after `before` others, without characters that neighboring bytes affect. */
function base64At(bytes: Buffer, before: number): string[] {
    const all = Buffer.concat([Buffer.alloc(before), bytes]);
    const core = all.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((all.length * 8) / 6));
    // A shorter part is not specific to the secret.
    if (core.length < SHORTEST_INSIDE_WORDS) return [];
    return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
}

function withLines(secret: string): string[] {
    const lines = secret.split(/\r?\n/).map((line) => line.trim());
    // Shorter lines reveal little of it, and masking them would remove too much harmless text.
    return lines.length === 1 ? [secret] : [secret, ...lines.filter((line) => line.length >= SHORTEST_INSIDE_WORDS)];
}

/** Masks ranges; overlapping ones become one. */
function cutOut(text: string, ranges: readonly Range[]): string {
    const parts: string[] = [];
    let done = 0;
    for (const [start, end] of [...ranges].sort(([a], [b]) => a - b)) {
        if (start >= done) parts.push(text.slice(done, start), MASK);
        done = Math.max(done, end);
    }
    return parts.join("") + text.slice(done);
}
