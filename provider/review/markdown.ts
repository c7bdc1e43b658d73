import type { Review } from "./review";
import type { RunChange } from "./runChanges";
import { actionText, oldRunText } from "./words";

/** A comment on GitHub holds 65 536 characters; the rest is for what a workflow adds. */
export const MAX_MARKDOWN = 64_000;
/** The table of runs may take so much; the rest is for details. */
const MAX_TABLE = 40_000;

/** The review as Markdown for a comment on a pull request: the runs in a table, then what changes in their inputs. */
export function markdownOf({ changes, errors, headline }: Review): string {
    if (changes.length === 0 && errors.length === 0) return `${headline}\n`;
    const problems = errors.map((error) => `> **The preview failed:** ${escape(error)}\n`);
    const head = [`### ${headline}\n`, ...take(problems, MAX_TABLE / 4, "errors")].join("\n");
    const rows = take(changes.map(row), MAX_TABLE, "runs");
    const table =
        changes.length === 0
            ? ""
            : `\n| run | what happens | why | graph version | where |\n| --- | --- | --- | --- | --- |\n${rows.join("\n")}\n`;
    const details = changes.map(detailsOf).filter((text) => text !== "");
    const start = head + table;
    return `${start}${take(details, MAX_MARKDOWN - start.length - 100, "details")
        .map((text) => `\n${text}\n`)
        .join("")}`;
}

/** As many of the parts as fit, and a note about the others. */
function take(parts: readonly string[], budget: number, what: string): string[] {
    let used = 0;
    const fitting = parts.findIndex((part) => (used += part.length + 3) > budget);
    if (fitting === -1) return [...parts];
    const note = `_… and ${parts.length - fitting} more ${what} than fit here._`;
    return [...parts.slice(0, fitting), note];
}

function row(change: RunChange): string {
    const cells = [
        `**${escape(change.name)}**`,
        escape(actionText(change)),
        change.reasons.map(escape).join("<br>"),
        `${escape(change.graph)} version ${escape(change.version)}`,
        escape(change.place),
    ];
    return `| ${cells.join(" | ")} |`;
}

function detailsOf(change: RunChange): string {
    const findings = change.findings.map(({ severity, message }) => `- ${escape(severity)}: ${escape(message)}`);
    const diff = change.diff === "" ? [] : [fenced(change.diff)];
    const body = [...findings, ...diff];
    if (body.length === 0) return "";
    const summary = `${escape(change.name)}: ${escape(oldRunText(change) ?? "details")}`;
    return `<details><summary>${summary}</summary>\n\n${body.join("\n")}\n\n</details>`;
}

/** A block of code whose fence no line of the code can close. */
function fenced(code: string): string {
    const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((ticks) => ticks.length));
    const fence = "`".repeat(longest + 1);
    return `${fence}diff\n${code}\n${fence}`;
}

/** Text that is shown as it is: no markup, no mention, no link, one line. */
function escape(text: string): string {
    return text
        .replace(/\s+/g, " ")
        .replace(/&/g, "&amp;")
        .replace(/</g, "&lt;")
        .replace(/>/g, "&gt;")
        .replace(/@/g, "&#64;")
        .replace(/:\/\//g, "&#58;//")
        .replace(/[\\`*_{}[\]()#|~!]/g, "\\$&");
}
