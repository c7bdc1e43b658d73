import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/repository";
import { codeOf, sourceFiles } from "../../tools/sourceFiles";

const read = (path: string) => readFileSync(join(root, path), "utf8");

/** Code that users and contributors run on any system. */
const sources = ["provider", "simulator", "tools"].flatMap((folder) =>
    sourceFiles(folder, /(?<!\.d)\.(ts|mjs)$/).map(({ path }) => path),
);

/** Code that behaves differently on Windows, macOS and Linux. */
const DIFFERS = /process\.platform|\bkill\(|"SIG[A-Z]+"|getuid|chmod|\bmode: 0o|shell:|"\/proc/;

describe("code that differs between systems", () => {
    it("is only in the files that CONTRIBUTING lists", () => {
        const section = /## Where systems differ\n([^]*?)\n## /.exec(read("CONTRIBUTING.md"))?.[1] ?? "";
        const listed = [...section.matchAll(/`((?:provider|tools|test)\/[^`]+)`/g)].map(([, path = ""]) => path);
        const found = sources.filter((path) => DIFFERS.test(codeOf(path)));
        assert.deepEqual(found.sort(), listed.sort());
    });

    it("uses no path of one system and no shell", () => {
        const paths = sources.filter((path) => /["'`]\/(?:bin|usr|etc|tmp|var|home)\b/.test(codeOf(path)));
        assert.deepEqual(paths, []);
        const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
        for (const script of Object.values(scripts)) assert.match(script, /^node [\w./-]+( [\w.-]+)*$/);
    });
});
