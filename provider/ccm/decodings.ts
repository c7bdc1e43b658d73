/** Unescaped text that maps each of its characters to its start and end in the original. */
export interface Decoded {
    readonly text: string;
    /** `undefined` for the original itself: most texts contain no escapes and need no mapping. */
    readonly origin: Origin | undefined;
}

interface Origin {
    readonly starts: Int32Array;
    readonly ends: Int32Array;
}

/** Maps the range from `start` to `end` of a decoded text to its range in the original. */
export function rangeInOriginal(
    { origin }: Decoded,
    start: number,
    end: number,
): readonly [start: number, end: number] {
    return origin === undefined ? [start, end] : [origin.starts[start] ?? 0, origin.ends[end - 1] ?? 0];
}

/** Maximum number of escape layers, as of a URL in JSON in JSON. */
const MOST_LAYERS = 3;

/**
 * Escape sequences: `\n`, `\"`, `\u003c`, also with several backslashes in nested JSON; `%2F` in URLs; `&lt;` and
 * `&#60;` in HTML.
 */
const ESCAPES =
    /\\+(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(["'\\/bfnrt]))|((?:%[0-9a-fA-F]{2})+)|&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g;

const LETTERS: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Returns the text itself, then the result of removing each further layer of escapes. Runs in linear time. */
export function decodings(text: string): Decoded[] {
    const layers: Decoded[] = [{ text, origin: undefined }];
    for (let layer = 0; layer < MOST_LAYERS; layer++) {
        const last = layers[layer];
        const next = last === undefined ? undefined : decode(last);
        if (next === undefined) break;
        layers.push(next);
    }
    return layers;
}

/** Removes white space, so that wrapped lines match. @returns `undefined` when there is none */
export function withoutWhiteSpace(decoded: Decoded): Decoded | undefined {
    if (!/\s/.test(decoded.text)) return undefined;
    const copy = new Copy(decoded);
    for (const { 0: part, index } of decoded.text.matchAll(/\S+/g)) copy.keep(index, index + part.length);
    return copy.end();
}

/** Replaces white space with single spaces, as on one line. @returns `undefined` when nothing changes */
export function withSingleBlanks(decoded: Decoded): Decoded | undefined {
    const { text } = decoded;
    if (!/\s\s|[^\S ]/.test(text)) return undefined;
    const copy = new Copy(decoded);
    let done = 0;
    for (const { 0: blanks, index } of text.matchAll(/\s+/g)) {
        copy.keep(done, index);
        done = index + blanks.length;
        copy.put(" ", index, done);
    }
    copy.keep(done, text.length);
    return copy.end();
}

/** Removes one layer of escapes. @returns `undefined` when there are none */
function decode(decoded: Decoded): Decoded | undefined {
    const { text } = decoded;
    if (!/[\\%&]/.test(text)) return undefined;
    const copy = new Copy(decoded);
    let done = 0;
    for (const match of text.matchAll(ESCAPES)) {
        const plain = plainOf(match);
        if (plain === undefined) continue;
        copy.keep(done, match.index);
        done = match.index + match[0].length;
        copy.put(plain, match.index, done);
    }
    if (done === 0) return undefined;
    copy.keep(done, text.length);
    return copy.end();
}

/** Builds a text from parts of another. The result is never longer. */
class Copy {
    private readonly text: string;
    private readonly parts: string[] = [];
    private readonly starts: Int32Array;
    private readonly ends: Int32Array;
    private length = 0;

    private readonly from: Origin;

    constructor({ text, origin = originOf(text) }: Decoded) {
        this.text = text;
        this.from = origin;
        this.starts = new Int32Array(text.length);
        this.ends = new Int32Array(text.length);
    }

    keep(start: number, end: number): void {
        this.parts.push(this.text.slice(start, end));
        this.starts.set(this.from.starts.subarray(start, end), this.length);
        this.ends.set(this.from.ends.subarray(start, end), this.length);
        this.length += end - start;
    }

    /** Appends `text` in place of the range from `start` to `end`. */
    put(text: string, start: number, end: number): void {
        this.parts.push(text);
        this.starts.fill(this.from.starts[start] ?? 0, this.length, this.length + text.length);
        this.ends.fill(this.from.ends[end - 1] ?? 0, this.length, this.length + text.length);
        this.length += text.length;
    }

    end(): Decoded {
        const { length } = this;
        return {
            text: this.parts.join(""),
            origin: { starts: this.starts.subarray(0, length), ends: this.ends.subarray(0, length) },
        };
    }
}

function originOf(text: string): Origin {
    const starts = new Int32Array(text.length).map((_, index) => index);
    return { starts, ends: starts.map((start) => start + 1) };
}

function plainOf([, unicode, byte, letter, percent, decimal, hex, entity]: RegExpMatchArray): string | undefined {
    if (unicode !== undefined || byte !== undefined) return String.fromCharCode(parseInt(unicode ?? byte ?? "", 16));
    if (letter !== undefined) return LETTERS[letter] ?? letter;
    if (percent !== undefined) return Buffer.from(percent.replaceAll("%", ""), "hex").toString();
    if (entity !== undefined) return ENTITIES[entity];
    const code = decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
