import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import type * as TypeScript from "typescript";
import { run } from "../../tools/process";
import { tryCell } from "../matrix/cell";
import { pack, type Packed } from "../support/packedPackage";
import { SDK_VERSIONS } from "../support/sdkVersions";
import { root } from "../../tools/repository";

const dist = join(root, "provider", "dist");

/** A declaration file and its transitive imports. */
function declarationsFrom(start: string): string[] {
    const found = new Set([start]);
    for (const path of found) {
        const text = readFileSync(join(dist, path), "utf8");
        for (const [, target = ""] of text.matchAll(/from "(\.[^"]*)"/g)) {
            found.add(posix.join(posix.dirname(path), `${target.replace(/\.js$/, "")}.d.ts`));
        }
    }
    return [...found];
}

describe("the packed package", () => {
    let folder: string;
    let packed: Packed;
    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "pack-"));
        packed = await pack(folder);
    });
    after(() => rmSync(folder, { recursive: true }));

    it("contains only compiled code, declarations, README with the pages that it links to, and LICENSE", () => {
        const other = packed.files
            .map(({ path }) => path)
            .filter((path) => !/^dist\/((ccm|contract|core|plugin|program|cli)(\/\w+)?\/)?\w+\.(js|d\.ts)$/.test(path));
        const readme = readFileSync(join(root, "provider", "README.md"), "utf8");
        const pages = [...readme.matchAll(/\]\(([\w/-]+\.md)\)/g)].map(([, page = ""]) => page);
        assert.ok(pages.length >= 5);
        assert.deepEqual(other.sort(), ["LICENSE", "README.md", ...pages, "package.json"].sort());
        assert.ok(packed.size < 250_000, `${packed.size} bytes`);
    });

    it("passes publint", async () => {
        const { code, stdout, stderr } = await run(
            process.execPath,
            [join(root, "node_modules/publint/src/cli.js"), "--strict", packed.tarball],
            { cwd: root },
        );
        assert.equal(code, 0, stdout + stderr);
    });

    it("has types that resolve in every kind of module", async () => {
        const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
        const { code, stdout, stderr } = await run(
            process.execPath,
            [attw, packed.tarball, "--profile", "node16", "--no-color"],
            { cwd: root },
        );
        assert.equal(code, 0, stdout + stderr);
    });

    it("has declarations that Pulumi's fallback parser can read", () => {
        const fromSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
        const old = fromSdk("./vendor/typescript@3.8.3/typescript.js") as typeof TypeScript;
        assert.equal(old.version, "3.8.3");
        const declarations = [...declarationsFrom("index.d.ts"), "plugin/dynamic/runtime.d.ts"];
        assert.ok(declarations.length >= 4);
        // What users import must not make their compiler read schemas.
        const deep = declarations.filter(
            (path) => !/^(index\.|program\/|contract\/|plugin\/dynamic\/runtime\.)/.test(path),
        );
        assert.deepEqual(deep, []);
        for (const path of declarations) {
            const text = readFileSync(join(dist, path), "utf8");
            const { diagnostics } = old.transpileModule(text, { fileName: "declaration.ts", reportDiagnostics: true });
            assert.deepEqual(
                (diagnostics ?? []).map(({ messageText }) => messageText),
                [],
                path,
            );
        }
    });

    // `npm run matrix` tries other package managers, newer SDKs and ES modules.
    it(`runs up and destroy and fails a wrong preview, installed by npm with SDK ${SDK_VERSIONS.oldest}`, async () => {
        const cell = { manager: "npm", format: "CommonJS", sdk: SDK_VERSIONS.oldest } as const;
        const present = { ...cell, node: process.versions.node.replace(/\..*/, "") };
        await tryCell(present, packed.tarball, async ({ folder: project, environment, pulumi }) => {
            // How a program fails a preview differs between versions of the SDK.
            const refused = await pulumi(["preview"], { RUN_VERSION: "3" });
            assert.notEqual(refused.code, 0);
            assert.match(refused.stdout, /error: graphVersion 3: graph "nightly-scoring" has no final version 3/);
            const cli = join(project, "node_modules", "pulumi-fortanix-ccm", "dist", "cli", "main.js");
            const doctor = await run(process.execPath, [cli, "doctor", "--json"], {
                cwd: project,
                env: environment,
            });
            const rows = JSON.parse(doctor.stdout) as { name: string; verdict: string; found: string }[];
            assert.equal(rows.find((row) => row.name === "SDK")?.found, `@pulumi/pulumi ${cell.sdk}`, doctor.stdout);
            assert.equal(rows.find((row) => row.name === "role")?.verdict, "ok", doctor.stdout);
        });
    });
});
