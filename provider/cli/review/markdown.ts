import { shownText } from "../../contract/shownText";
import type { Review } from "./report";
import type { ReviewedChange } from "./reviewedChange";
import { INCOMPLETE, notes, titleOf } from "./texts";

/** Maximum length in characters. A comment on GitHub has at most 65 536; the rest is for text that a workflow adds. */
export const MAX_MARKDOWN = 64_000;
/** Maximum share of the table; the rest is for details. */
const TABLE_SHARE = 0.65;

/** Maximum length of one diff. */
const MAX_DIFF = 6000;
/** Maximum length of one message. */
const MAX_MESSAGE = 1500;

/**
 * Renders reviews as Markdown for a pull request comment: for each stack what went wrong, a table of changes with one
 * line each, then folded details.
 *
 * @param job URL of the CI job, if known
 */
export function markdownOf(reviews: readonly Review[], job?: string): string {
    const end = job === undefined ? "" : `\n[CI job](${job})\n`;
    const budget = Math.floor((MAX_MARKDOWN - end.length) / reviews.length) - 20;
    return `${reviews.map((review) => sectionOf(review, budget)).join("\n---\n\n")}${end}`;
}

function sectionOf(review: Review, budget: number): string {
    const { changes, errors, warnings, isIncomplete, rest } = review;
    const maxTable = budget * TABLE_SHARE;
    const title = `### ${escape(titleOf(review))}\n`;
    const alert = isIncomplete ? [`> [!CAUTION]\n> **${INCOMPLETE}**\n`] : [];
    const listed = (texts: readonly string[], name: string) =>
        take(
            texts.map((text) => `- **${name}**: ${escape(cut(text, MAX_MESSAGE))}`),
            maxTable / 8,
            `${name}s`,
        );
    const problems = [...listed(errors, "error"), ...listed(warnings, "warning")];
    const rows = take(changes.map(row), maxTable, "changes");
    const table = rows.length === 0 ? [] : [`| | what happens | why |\n| --- | --- | --- |\n${rows.join("\n")}\n`];
    const start = [
        ...alert,
        title,
        ...(problems.length > 0 ? [`${problems.join("\n")}\n`] : []),
        ...table,
        ...[...rest, ...notes(review)].map((line) => `${escape(line)}\n`),
    ].join("\n");
    const folded = take(
        changes.map(details).filter((text) => text !== ""),
        budget - start.length - 100,
        "details",
    );
    return `${start}${folded.map((text) => `\n${text}\n`).join("")}`;
}

/** As many of the parts as fit, and a note about the others. */
function take(parts: readonly string[], budget: number, what: string): string[] {
    let used = 0;
    const fitting = parts.filter((part) => (used += part.length + 3) <= budget);
    if (fitting.length === parts.length) return fitting;
    return [...fitting, `_… and ${parts.length - fitting.length} more ${what} than fit here._`];
}

function row(change: ReviewedChange): string {
    const findings = change.findings.map(
        ({ severity, message }) => `**${severity}**: ${escape(cut(message, MAX_MESSAGE))}`,
    );
    const cells = [
        `${change.kind} **${escape(change.name)}**`,
        escape(change.what),
        [...findings, ...change.why.map((reason) => escape(cut(reason, MAX_MESSAGE)))].join("<br>"),
    ];
    return `| ${cells.join(" | ")} |`;
}

/** Collapsed facts and diff. The summary is HTML, where an escaping backslash would be visible. */
function details({ name, facts, diff }: ReviewedChange): string {
    if (facts.length === 0 && diff === "") return "";
    const lines = facts.map(([fact, value]) => `- ${fact}: ${escape(cut(value, MAX_MESSAGE))}`);
    const parts = [
        ...(lines.length > 0 ? [lines.join("\n")] : []),
        ...(diff === "" ? [] : [fenced(cut(diff, MAX_DIFF))]),
    ];
    return `<details><summary>${asHtml(shownText(name))}</summary>\n\n${parts.join("\n\n")}\n\n</details>`;
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
    return asHtml(shownText(text).replace(/[\\`*_{}[\]#|~!]/g, "\\$&"));
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
