// Before a release: the tag is the version of both packages, and the changelog says what is new. Plain Node, so that it runs
// before anything is installed. Usage: node tools/checkRelease.mjs v1.2.3
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const read = (file) => readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), "utf8");
const [tag = ""] = process.argv.slice(2);
const problems = ["provider", "simulator"]
    .map((name) => [`${name}/package.json`, JSON.parse(read(`${name}/package.json`)).version])
    .filter(([, version]) => tag !== `v${version}`)
    .map(([file, version]) => `${file} has version ${version}, and the tag is ${tag || "not given"}`);
if (
    !read("CHANGELOG.md")
        .split("\n")
        .includes(`## ${tag.replace(/^v/, "")}`)
)
    problems.push(`CHANGELOG.md has no section for ${tag}`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
