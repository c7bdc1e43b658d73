import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";

const folder = join(__dirname, "..", "golden");

/** What is the same in every run of the tests stays as it is. */
const KNOWN: ReadonlySet<string> = new Set([
    SEED.graphId,
    SEED.kubernetesClusterId,
    SEED.aciClusterId,
    ...Object.values(SEED.runtimeConfigIds),
]);

/**
 * Compares what people see with the text that has been reviewed, in `test/golden`. `npm run golden` writes them anew.
 * What differs from run to run (ids, times, addresses) is made the same first.
 */
export function expectGolden(name: string, text: string): void {
    const file = join(folder, name);
    const normal = normalise(text);
    if (process.env["UPDATE_GOLDEN"] === "1") {
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, normal);
        return;
    }
    assert.ok(existsSync(file), `${file} is not there; npm run golden writes it`);
    assert.equal(normal, readFileSync(file, "utf8").replaceAll("\r\n", "\n"));
}

/** Makes the same what is not ours or differs from run to run. */
export function normalise(text: string): string {
    const ids = new Map<string, string>();
    return (
        text
            .replaceAll("\r\n", "\n")
            .replace(/ +$/gm, "")
            .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
                if (KNOWN.has(id)) return id;
                const known = ids.get(id) ?? `<id ${ids.size + 1}>`;
                ids.set(id, known);
                return known;
            })
            .replace(/\d+ (s|min|ms)\b/g, "N $1")
            .replace(/\([\d.]+s\)|\b\d+s\b/g, "Ns")
            .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
            .replace(/127\.0\.0\.1(:|\\:)\d+/g, "127.0.0.1:<port>")
            // Dots that show that something goes on, as many as there was time for.
            .replace(/^@ .*\n/gm, "")
            // What the engine adds after an earlier command that was cut off, and its heading where nothing else is below.
            .replace(/^ {4}warning: Attempting to deploy or update resources[^]*?pending CREATE operations\.\n/gm, "")
            .replace(/^ {2}pulumi:pulumi:Stack \(.*\):\n\n/gm, "")
            // What is said only where it takes long.
            .replace(/^ .* (?:starting the run|stopping run .*)\n/gm, "")
            // The stack's own row says what the others say, somewhere among them.
            .replace(/^ .{0,4} pulumi:pulumi:Stack (?!\().*\n/gm, "")
            // Whether a message comes before the row it belongs to, or just after, is left to chance.
            .replace(/^ {4}pulumi-nodejs:.*\n/gm, "")
            .replace(/^(.+)\n(?=\1.)/gm, "")
            // The same line again and again shows how long it took.
            .replace(/^(.+\n)\1+/gm, "$1")
            .replace(/\n{3,}/g, "\n\n")
            .replace(/(?<=^Diagnostics:\n)[^]*?(?=^Resources:)/gm, sortBlocks)
    );
}

/** Which resource's messages come first is left to chance. */
function sortBlocks(diagnostics: string): string {
    const blocks = diagnostics.trimEnd().split(/\n\n(?= {2}\S)/);
    return `${blocks
        .map((block) => block.trimEnd())
        .sort()
        .join("\n\n")}\n\n`;
}
