import { shownText } from "../../contract/shownText";
import type { Review } from "./report";
import type { ReviewedChange } from "./reviewedChange";
import { INCOMPLETE, notes, titleOf } from "./texts";

const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --soft: #59636e; --page: #fff; --line: #d1d9e0; --card: #f6f8fa;
  --green: #1a7f37; --red: #c02128; --amber: #8a5a00; --added: #dafbe1; --removed: #ffebe9; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9198a1; --page: #0d1117; --line: #3d444d;
  --card: #151b23; --green: #3fb950; --red: #f85149; --amber: #d29922; --added: #12361f; --removed: #4a1a1d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.3; }
article { border: 1px solid var(--line); border-left: .35rem solid var(--soft); border-radius: .4rem; margin: 1rem 0;
  padding: .2rem 1rem .8rem; background: var(--card); }
article.starts { border-left-color: var(--green); } article.stops { border-left-color: var(--red); }
article.starts.stops { border-left-color: var(--amber); }
h2 { font-size: 1.1rem; margin: .6rem 0 .2rem; } h2 span { font-weight: normal; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .4rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
pre { margin: .6rem 0 0; padding: .6rem 0; border: 1px solid var(--line); border-radius: .3rem; overflow-x: auto;
  background: var(--page); font: .85rem/1.45 ui-monospace, monospace; overflow-wrap: normal; }
pre span { display: block; padding: 0 .8rem; min-width: max-content; }
.added { background: var(--added); } .removed { background: var(--removed); } .note { color: var(--soft); }
.error { color: var(--red); } .warning { color: var(--amber); }
.alert { border: 2px solid var(--red); border-radius: .4rem; padding: .6rem 1rem; color: var(--red); font-weight: bold; }
summary { cursor: pointer; color: var(--soft); } a { color: inherit; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .3rem; } }
`;

/**
 * Renders reviews as one self-contained HTML page without scripts.
 *
 * @param job URL of the CI job, if known
 */
export function htmlOf(reviews: readonly Review[], job?: string): string {
    const [first] = reviews;
    const title =
        reviews.length === 1 && first !== undefined ? titleOf(first) : `Fortanix CCM in ${reviews.length} stacks`;
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${reviews.map(section).join("\n")}
${job === undefined ? "" : `<p><a href="${escape(job)}">CI job</a></p>`}
</main>
</body>
</html>
`;
}

function section(review: Review): string {
    const { changes, errors, warnings, isIncomplete, rest } = review;
    const listed = (texts: readonly string[], name: string) =>
        texts.map((text) => `<p><b class="${name}">${name}</b> ${escape(text)}</p>`);
    return `${isIncomplete ? `<p class="alert" role="alert">${escape(INCOMPLETE)}</p>` : ""}
<h1>${escape(titleOf(review))}</h1>
${[...listed(errors, "error"), ...listed(warnings, "warning")].join("\n")}
${changes.map(article).join("\n")}
${[...rest, ...notes(review)].map((line) => `<p class="note">${escape(line)}</p>`).join("\n")}`;
}

function article(change: ReviewedChange): string {
    const classes = [change.starts ? "starts" : "", change.stops ? "stops" : ""].filter((name) => name !== "");
    const term = (name: string, value: string, kind = "") =>
        `<dt${kind === "" ? "" : ` class="${escape(kind)}"`}>${escape(name)}</dt><dd>${value}</dd>`;
    const findings = change.findings.map(({ severity, message }) => term(severity, escape(message), severity));
    const facts = change.facts.map(([name, value]) => term(name, escape(value)));
    const diff = change.diff === "" ? "" : `<pre tabindex="0">${change.diff.split("\n").map(diffLine).join("")}</pre>`;
    const folded =
        facts.length === 0 && diff === ""
            ? ""
            : `<details><summary>details</summary><dl>${facts.join("\n")}</dl>${diff}</details>`;
    return `<article class="${classes.join(" ")}">
<h2>${escape(change.kind)} ${escape(change.name)} <span>${escape(change.what)}</span></h2>
<dl>
${[...findings, term("why", change.why.map(escape).join("<br>"))].join("\n")}
</dl>
${folded}
</article>`;
}

function diffLine(line: string): string {
    const kinds: Record<string, string> = { "+": "added", "-": "removed", "@": "note", "#": "note" };
    return `<span class="${kinds[line[0] ?? ""] ?? ""}">${escape(line)}</span>`;
}

function escape(text: string): string {
    const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
    return shownText(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
