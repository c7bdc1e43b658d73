import { shownText } from "../../contract/shownText";
import type { Review } from "./report";
import { actionText, type RunChange } from "./runChanges";

/** Maximum length in characters. A comment on GitHub has at most 65 536; the rest is for text that a workflow adds. */
export const MAX_MARKDOWN = 64_000;
/** Maximum length of the table of runs; the rest is for details. */
const MAX_TABLE = 40_000;

/** Maximum length of one diff. */
const MAX_DIFF = 6000;
/** Maximum length of one message. */
const MAX_MESSAGE = 1500;

/** Renders the review as Markdown for a pull request comment: a table of runs, then the changes of their inputs. */
export function markdownOf({ changes, errors, headline }: Review): string {
    if (changes.length === 0 && errors.length === 0) return `${headline}\n`;
    const problems = errors.map((error) => `> **The preview failed:** ${escape(cut(error, MAX_MESSAGE))}\n`);
    const head = [`### ${headline}\n`, ...take(problems, MAX_TABLE / 4, "errors")].join("\n");
    const rows = take(changes.map(row), MAX_TABLE, "runs");
    const table =
        changes.length === 0
            ? ""
            : `\n| run | what happens | why | graph version | where |\n| --- | --- | --- | --- | --- |\n${rows.join("\n")}\n`;
    const start = head + table;
    const diffs = take(
        changes.filter(({ diff }) => diff !== "").map(details),
        MAX_MARKDOWN - start.length - 100,
        "diffs",
    );
    return `${start}${diffs.map((text) => `\n${text}\n`).join("")}`;
}

/** As many of the parts as fit, and a note about the others. */
function take(parts: readonly string[], budget: number, what: string): string[] {
    let used = 0;
    const fitting = parts.filter((part) => (used += part.length + 3) <= budget);
    if (fitting.length === parts.length) return fitting;
    return [...fitting, `_… and ${parts.length - fitting.length} more ${what} than fit here._`];
}

function row(change: RunChange): string {
    const findings = change.findings.map(
        ({ severity, message }) => `**${severity}**: ${escape(cut(message, MAX_MESSAGE))}`,
    );
    const cells = [
        `**${escape(change.name)}**`,
        escape(actionText(change)),
        [...change.reasons.map((reason) => escape(cut(reason, MAX_MESSAGE))), ...findings].join("<br>"),
        `${escape(change.graph)} version ${escape(change.version)}`,
        escape(change.target),
    ];
    return `| ${cells.join(" | ")} |`;
}

/** A collapsed diff of the inputs. Its summary is HTML, where an escaping backslash would be visible. */
function details({ name, diff }: RunChange): string {
    return `<details><summary>${asHtml(shownText(name))}: what changes</summary>\n\n${fenced(cut(diff, MAX_DIFF))}\n\n</details>`;
}

/** A block of code whose fence no line of the code can close. */
function fenced(code: string): string {
    const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((ticks) => ticks.length));
    const fence = "`".repeat(longest + 1);
    return `${fence}diff\n${shownText(code)}\n${fence}`;
}

function cut(text: string, max: number): string {
    return text.length <= max ? text : `${text.slice(0, max)}…`;
}

/** Escapes a text: one line without markup, mentions, links or commands to CI systems, whose logs may contain it. */
function escape(text: string): string {
    return asHtml(shownText(text).replace(/[\\`*_{}[\]()#|~!]/g, "\\$&"));
}

/** @param text result of `shownText` */
function asHtml(text: string): string {
    return text
        .replace(/\s+/g, " ")
        .replace(/&/g, "&amp;")
        .replace(/</g, "&lt;")
        .replace(/>/g, "&gt;")
        .replace(/@/g, "&#64;")
        .replace(/:\/\//g, "&#58;//");
}
