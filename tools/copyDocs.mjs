// Copies the pages that the package's README links to into the package. npm runs it before packing, with plain Node.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readme = readFileSync(at("provider/README.md"), "utf8");
const pages = [...readme.matchAll(/\]\((docs\/[\w-]+\.md)\)/g)].map(([, page]) => page);
mkdirSync(at("provider/docs"), { recursive: true });
for (const page of pages) writeFileSync(at(`provider/${page}`), withoutDeadLinks(readFileSync(at(page), "utf8")));

/** Replaces links to files that are not in the package with their labels. */
function withoutDeadLinks(text) {
    return text.replace(/\[([^\]]*)\]\(([^)#\s]*)(#[^)\s]*)?\)/g, (link, label, target) =>
        target === "" || /^https?:/.test(target) || pages.includes(`docs/${target}`) ? link : label,
    );
}
