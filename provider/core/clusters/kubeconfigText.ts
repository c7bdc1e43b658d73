import type * as Yaml from "yaml";
import { isRecord } from "../values";

/** A text, read. No problem quotes what the text says, but for names. */
export type TextReading = { readonly value: unknown } | { readonly problem: string };

/** Reads what a cloud, `kubectl` or Cluster API give out: YAML or JSON, of several documents the first, or a Secret that holds one. */
export function readKubeconfigText(text: string): TextReading {
    const parsed = parseYaml(text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"));
    if ("problem" in parsed) return parsed;
    if (isBase64(text)) return { problem: "is in base64: decode it first" };
    if (!isRecord(parsed.value)) {
        return { problem: "is a text that is no kubeconfig: give what is in the file, not its path" };
    }
    return parsed.value["kind"] === "Secret" ? insideSecret(parsed.value) : parsed;
}

function parseYaml(text: string): TextReading {
    // Stacks without clusters do not need it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` would not be synchronous
    const { LineCounter, parseAllDocuments } = require("yaml") as typeof Yaml;
    const lineCounter = new LineCounter();
    const documents = parseAllDocuments(text, {
        ...{ lineCounter, prettyErrors: false, logLevel: "error" },
        // As `kubectl` reads them: of a key that comes twice, the last value counts.
        ...{ merge: true, uniqueKeys: false, customTags: (tags) => [YAML_1_1_BOOLEAN, ...tags] },
    });
    const document = documents.find(({ contents, errors }) => contents !== null || errors.length > 0);
    if (document === undefined) return { problem: "is empty" };
    const [error] = document.errors;
    // Its own text quotes the source.
    if (error !== undefined) {
        return { problem: `is neither YAML nor JSON (line ${lineCounter.linePos(error.pos[0]).line})` };
    }
    try {
        return { value: document.toJS() };
    } catch {
        return { problem: "is YAML with too many aliases" };
    }
}

/** What `kubectl` still takes for booleans. */
const YAML_1_1_BOOLEAN: Yaml.ScalarTag = {
    default: true,
    tag: "tag:yaml.org,2002:bool",
    test: /^(?:y|yes|on|n|no|off)$/i,
    resolve: (text) => /^(?:y|yes|on)$/i.test(text),
};

function insideSecret({ data, stringData }: Record<string, unknown>): TextReading {
    const texts = [
        ...textsOf(stringData),
        ...textsOf(data).map(([key, text]) => [key, Buffer.from(text, "base64").toString()] as const),
    ];
    const readings = texts.flatMap(([key, text]) => {
        const parsed = /clusters/.test(text) ? parseYaml(text) : { problem: "" };
        return "value" in parsed && isRecord(parsed.value) && "clusters" in parsed.value
            ? [{ key, value: parsed.value }]
            : [];
    });
    const [found, ...more] = readings;
    if (found === undefined) return { problem: "is a Secret in which there is no kubeconfig" };
    if (more.length === 0) return found;
    const keys = readings.map(({ key }) => key).join(", ");
    return { problem: `is a Secret that holds more than one kubeconfig (${keys}): give one of them` };
}

function textsOf(value: unknown): (readonly [key: string, text: string])[] {
    if (!isRecord(value)) return [];
    return Object.entries(value).flatMap(([key, text]) => (typeof text === "string" ? [[key, text] as const] : []));
}

function isBase64(text: string): boolean {
    return (
        /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text) && /apiVersion|clusters/.test(Buffer.from(text, "base64").toString())
    );
}
