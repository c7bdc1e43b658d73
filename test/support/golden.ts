import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SEED } from "fortanix-ccm-simulator";

const folder = join(__dirname, "..", "golden");

/** Ids that are the same in every test run, and are kept. */
const KNOWN: ReadonlySet<string> = new Set([
    SEED.graphId,
    SEED.kubernetesClusterId,
    SEED.aciClusterId,
    ...Object.values(SEED.runtimeConfigIds),
]);

/**
 * Compares the output that users see with the reviewed text in `test/golden`, which `npm run golden` rewrites. Values
 * that differ from run to run (ids, times, addresses) are normalized first.
 */
export function expectGolden(name: string, text: string): void {
    const file = join(folder, name);
    const normal = normalise(text);
    if (process.env["UPDATE_GOLDEN"] === "1") {
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, normal);
        return;
    }
    assert.ok(existsSync(file), `${file} does not exist; npm run golden writes it`);
    assert.equal(normal, readFileSync(file, "utf8").replaceAll("\r\n", "\n"));
}

/** Normalizes text that is not ours or that differs from run to run. */
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
            // The same, shortened by a review.
            .replace(/\b([0-9a-f]{8})…/g, (short, id: string) =>
                [...KNOWN].some((known) => known.startsWith(id)) ? short : "<id>…",
            )
            .replace(/\d+ (s|min|ms)\b/g, "N $1")
            .replace(/\([\d.]+s\)|\b\d+s\b/g, "Ns")
            .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
            .replace(/127\.0\.0\.1(:|\\:)\d+/g, "127.0.0.1:<port>")
            // Progress dots, whose number depends on the time.
            .replace(/^@ .*\n/gm, "")
            // The engine's warning about an interrupted earlier command, and its heading if nothing else is below.
            .replace(/^ {4}warning: Attempting to deploy or update resources[^]*?pending CREATE operations\.\n/gm, "")
            .replace(/^ {2}pulumi:pulumi:Stack \(.*\):\n\n/gm, "")
            // Lines that appear only if an operation takes long.
            .replace(/^ .* (?:starting the run|stopping run .*)\n/gm, "")
            // The stack's own row repeats the others, at a varying position.
            .replace(/^ .{0,4} pulumi:pulumi:Stack (?!\().*\n/gm, "")
            // A message comes before or just after its row, which varies.
            .replace(/^ {4}pulumi-nodejs:.*\n/gm, "")
            .replace(/^(.+)\n(?=\1.)/gm, "")
            // Repeated lines, whose number depends on the time.
            .replace(/^(.+\n)\1+/gm, "$1")
            .replace(/\n{3,}/g, "\n\n")
            .replace(/(?<=^Diagnostics:\n)[^]*?(?=^Resources:)/gm, sortBlocks)
    );
}

/** Sorts the messages by resource: their order varies. */
function sortBlocks(diagnostics: string): string {
    const blocks = diagnostics.trimEnd().split(/\n\n(?= {2}\S)/);
    return `${blocks
        .map((block) => block.trimEnd())
        .sort()
        .join("\n\n")}\n\n`;
}
