// Before the package is packed: puts the pages that its README links to into it. Plain Node, as npm calls it.
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const linked = readFileSync(at("provider/README.md"), "utf8").matchAll(/\]\((docs\/[\w-]+\.md)\)/g);
mkdirSync(at("provider/docs"), { recursive: true });
for (const [, page] of linked) copyFileSync(at(page), at(`provider/${page}`));
