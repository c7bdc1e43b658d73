import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./process";
import { root } from "./repository";

/** In pixels. */
const LINE = 19;
const CHARACTER = 7.4;
const MARGIN = 16;

const file = join(root, "docs", "images", "up.svg");

/** Runs the quickstart and draws the output of its `pulumi up`. */
async function main(): Promise<void> {
    const { code, stdout, stderr } = await run(process.execPath, [join("tools", "start.mjs"), "quickstart"], {
        cwd: root,
    });
    const [, printed] = /^2\. up: .*\n([^]*?)\n\n3\. /m.exec(stdout) ?? [];
    if (code !== 0 || printed === undefined) throw new Error(`the quickstart has failed:\n${stdout}${stderr}`);
    const lines = printed.split("\n").map((line) => line.slice(3).trimEnd());
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, svgOf(["$ pulumi up", ...lines]));
    console.log(file);
}

function svgOf(lines: readonly string[]): string {
    const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * CHARACTER + 2 * MARGIN);
    const height = lines.length * LINE + 2 * MARGIN;
    const texts = lines.map((line, index) => {
        const y = MARGIN + (index + 0.75) * LINE;
        return `<text x="${MARGIN}" y="${y}"${colorOf(line)} xml:space="preserve">${escaped(line)}</text>`;
    });
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>What pulumi up prints</title>
<rect width="100%" height="100%" rx="6" fill="#1b1f24"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="12.3" fill="#d0d7de">
${texts.join("\n")}
</g>
</svg>
`;
}

/** The color of a line as in Pulumi's terminal output: created resources are green. */
function colorOf(line: string): string {
    if (line.startsWith("$")) return ' fill="#ffffff"';
    return /^ *\+/.test(line) ? ' fill="#57ab5a"' : "";
}

function escaped(text: string): string {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
