import type * as Yaml from "yaml";
import { isRecord } from "../values";

/** The parsed text, or its problem. No problem quotes the text, except names. */
export type TextReading = { readonly value: unknown } | { readonly problem: string };

/** Reads a kubeconfig from a cloud, `kubectl` or Cluster API: YAML or JSON (first document), or a Secret with one. */
export function readKubeconfigText(text: string): TextReading {
    const parsed = parseYaml(text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"));
    if ("problem" in parsed) return parsed;
    if (isBase64(text)) return { problem: "is in base64: decode it first" };
    if (!isRecord(parsed.value)) {
        return { problem: "is not a kubeconfig: give the content of the file, not its path" };
    }
    return kubeconfigIn(parsed.value);
}

/** The object itself, or the kubeconfig in it if it is a Secret. */
export function kubeconfigIn(value: unknown): TextReading {
    return isRecord(value) && value["kind"] === "Secret" ? insideSecret(value) : { value };
}

function parseYaml(text: string): TextReading {
    // Loaded on demand: stacks without clusters do not need it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` would not be synchronous
    const { LineCounter, parseAllDocuments } = require("yaml") as typeof Yaml;
    const lineCounter = new LineCounter();
    const documents = parseAllDocuments(text, {
        ...{ lineCounter, prettyErrors: false, logLevel: "error" },
        // As in `kubectl`: the last value of a duplicate key wins.
        ...{ merge: true, uniqueKeys: false, customTags: (tags) => [YAML_1_1_BOOLEAN, ...tags] },
    });
    const document = documents.find(({ contents, errors }) => contents !== null || errors.length > 0);
    if (document === undefined) return { problem: "is empty" };
    const [error] = document.errors;
    // The parser's message quotes the source.
    if (error !== undefined) {
        return { problem: `is neither YAML nor JSON (line ${lineCounter.linePos(error.pos[0]).line})` };
    }
    if (hasLateMerge(document)) {
        return {
            problem:
                "has a merge key (<<) after a key that it also sets, which kubectl reads differently: put the " +
                "merge key first",
        };
    }
    try {
        return { value: document.toJS() };
    } catch {
        return { problem: "is YAML with too many aliases" };
    }
}

/** In YAML, the keys next to a merge key override it; in `kubectl`, the last value wins. */
function hasLateMerge(document: Yaml.Document.Parsed): boolean {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
    const { isAlias, isMap, isScalar, isSeq, visit } = require("yaml") as typeof Yaml;
    const keysOf = (node: unknown): unknown[] => {
        const value = isAlias(node) ? node.resolve(document) : node;
        if (isSeq(value)) return value.items.flatMap(keysOf);
        return isMap(value) ? value.items.map(({ key }) => (isScalar(key) ? key.value : key)) : [];
    };
    let isLate = false;
    visit(document, {
        Map: (_, map) => {
            const before = new Set<unknown>();
            for (const { key, value } of map.items) {
                const isMerge = isScalar(key) && key.source === "<<" && key.type === "PLAIN";
                const keys = isMerge ? keysOf(value) : [isScalar(key) ? key.value : key];
                isLate ||= isMerge && keys.some((one) => before.has(one));
                for (const one of keys) before.add(one);
            }
        },
    });
    return isLate;
}

/** Booleans that `kubectl` still accepts. */
const YAML_1_1_BOOLEAN: Yaml.ScalarTag = {
    default: true,
    tag: "tag:yaml.org,2002:bool",
    test: /^(?:y|yes|on|n|no|off)$/i,
    resolve: (text) => /^(?:y|yes|on)$/i.test(text),
};

function insideSecret({ data, stringData }: Record<string, unknown>): TextReading {
    // As in the API server, `stringData` takes precedence over `data`.
    const texts = new Map([
        ...textsOf(data).map(([key, text]) => [key, Buffer.from(text, "base64").toString()] as const),
        ...textsOf(stringData),
    ]);
    const readings = [...texts].flatMap(([key, text]) => {
        const parsed = /clusters/.test(text) ? parseYaml(text) : { problem: "" };
        return "value" in parsed && isRecord(parsed.value) && "clusters" in parsed.value
            ? [{ key, value: parsed.value }]
            : [];
    });
    const [found, ...more] = readings;
    if (found === undefined) return { problem: "is a Secret without a kubeconfig" };
    if (more.length === 0) return found;
    const keys = readings.map(({ key }) => key).join(", ");
    return { problem: `is a Secret that contains more than one kubeconfig (${keys}): give one of them` };
}

function textsOf(value: unknown): (readonly [key: string, text: string])[] {
    if (!isRecord(value)) return [];
    return Object.entries(value).flatMap(([key, text]) => (typeof text === "string" ? [[key, text] as const] : []));
}

function isBase64(text: string): boolean {
    const packed = text.replace(/\s+/g, "");
    return (
        /^[A-Za-z0-9+/]+={0,2}$/.test(packed) && /apiVersion|clusters/.test(Buffer.from(packed, "base64").toString())
    );
}
