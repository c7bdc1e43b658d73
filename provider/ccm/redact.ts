import { type Decoded, decodings, rangeInOriginal, withoutWhiteSpace, withSingleBlanks } from "./decodings";

/** Stands where a secret stood. */
export const MASK = "[secret]";

export type Redact = (text: string) => string;

/** Shorter values are not masked: they would blacken harmless text and hide nothing. */
const SHORTEST = 4;
/** A shorter one is masked where it stands alone, not inside a word. */
const SHORTEST_INSIDE_WORDS = 8;
/** White space inside is overlooked in one of at least this length. */
const SHORTEST_WRAPPED = 16;

/** So many characters of a spelling are looked up at each place of a text. */
const KEY_LENGTH = SHORTEST;

/**
 * Takes values out of texts, in the spellings in which they travel: plain, escaped for JSON, URLs or HTML (also several times
 * over), in base64 and base64url wherever they stand in what was encoded, in hex, wrapped over lines; of a secret with several
 * lines, such as a key, each line too, because a log may put something before them. What stands between `://` and `@` goes too.
 *
 * Of 4 to 7 characters they are masked as a whole word only; shorter ones are not. The time it takes grows with the text, not
 * with the number of secrets.
 */
export class SecretMask {
    private readonly known = new Set<string>();
    /** Spellings by the hash of how they begin. */
    private readonly spellings = new Map<number, Set<string>>();
    /** Those that are not looked for yet: most processes never have a text to mask. */
    private waiting: string[] = [];
    /** Those in which the mask itself stands: their parts on either side are looked for by themselves otherwise. */
    private readonly holdMask: string[] = [];
    /** Whether white space stands in one of them: only then does it matter which a text has in its place. */
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
        // What is a mask already stays one, unless it is a part of a secret.
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

/** A function that takes the given values out of texts. */
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
    // Where a secret ends in a backslash, its layers of escapes cannot be told apart by looking.
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

/** How bytes look in base64 after `before` other ones, without the characters at either end that others have a part in. */
function base64At(bytes: Buffer, before: number): string[] {
    const all = Buffer.concat([Buffer.alloc(before), bytes]);
    const core = all.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((all.length * 8) / 6));
    // What is shorter is no secret's alone.
    if (core.length < SHORTEST_INSIDE_WORDS) return [];
    return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
}

function withLines(secret: string): string[] {
    const lines = secret.split(/\r?\n/).map((line) => line.trim());
    // A shorter line says too little of it, and too much of harmless text would go.
    return lines.length === 1 ? [secret] : [secret, ...lines.filter((line) => line.length >= SHORTEST_INSIDE_WORDS)];
}

/** Ranges that overlap go as one. */
function cutOut(text: string, ranges: readonly Range[]): string {
    const parts: string[] = [];
    let done = 0;
    for (const [start, end] of [...ranges].sort(([a], [b]) => a - b)) {
        if (start >= done) parts.push(text.slice(done, start), MASK);
        done = Math.max(done, end);
    }
    return parts.join("") + text.slice(done);
}
