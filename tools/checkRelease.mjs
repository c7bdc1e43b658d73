// Release check: the tag is the version of both packages, they can be published, and the changelog has a section for
// it. Plain Node, so that it runs before anything is installed. Usage: node tools/checkRelease.mjs v1.2.3
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const read = (file) => readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), "utf8");
const [tag = ""] = process.argv.slice(2);
const version = tag.replace(/^v/, "");
const [minor = ""] = /^\d+\.\d+/.exec(version) ?? [];
const changelog = read("CHANGELOG.md");

const problems = ["provider/package.json", "simulator/package.json"].flatMap((file) => {
    const manifest = JSON.parse(read(file));
    return [
        manifest.version !== version && `${file} has version ${manifest.version}, and the tag is ${tag || "not given"}`,
        manifest.repository === undefined && `${file} has no repository, which npm needs for the provenance`,
    ];
});
problems.push(
    !changelog.split("\n").includes(`## ${version}`) && `CHANGELOG.md has no section for ${version}`,
    /^## Unreleased\n+- /m.test(changelog) && "CHANGELOG.md has changes under Unreleased",
    !read("examples/template/package.json").includes(`"pulumi-fortanix-ccm": "^${minor}.`) &&
        `examples/template/package.json does not take version ${version}`,
);
for (const problem of problems.filter(Boolean)) console.error(problem);
process.exitCode = problems.some(Boolean) ? 1 : 0;
