// Before the package is packed: puts the pages that its README links to into it. Plain Node, as npm calls it.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readme = readFileSync(at("provider/README.md"), "utf8");
const pages = [...readme.matchAll(/\]\((docs\/[\w-]+\.md)\)/g)].map(([, page]) => page);
mkdirSync(at("provider/docs"), { recursive: true });
for (const page of pages) writeFileSync(at(`provider/${page}`), withoutDeadLinks(readFileSync(at(page), "utf8")));

/** Links to what is not in the package lose their target. */
function withoutDeadLinks(text) {
    return text.replace(/\[([^\]]*)\]\(([^)#\s]*)(#[^)\s]*)?\)/g, (link, label, target) =>
        target === "" || /^https?:/.test(target) || pages.includes(`docs/${target}`) ? link : label,
    );
}
