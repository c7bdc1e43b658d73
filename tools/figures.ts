import { readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import ts from "typescript";
import { root } from "./repository";
import { sourceFiles } from "./sourceFiles";
import { table } from "./table";

/*
 * Prints figures about the structure of the package's code (`npm run figures`). Imports, including those of types,
 * count for the file that declares the imported name, through any index.ts.
 */

const files = sourceFiles("provider");
const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => readFileSync(path, "utf8")) as {
    config: unknown;
};
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const program = ts.createProgram(
    files.map(({ path }) => join(root, path)),
    options,
);
const checker = program.getTypeChecker();
const imports = new Map(files.map(({ path }) => [path, importsOf(path)]));

function importsOf(path: string): ReadonlySet<string> {
    const declaring = new Set<string>();
    const visit = (node: ts.Node): void => {
        if (ts.isImportSpecifier(node) || ts.isNamespaceImport(node)) {
            const file = checker.getAliasedSymbol(checker.getSymbolAtLocation(node.name) as ts.Symbol)
                .declarations?.[0];
            const from = file && relative(root, file.getSourceFile().fileName).replaceAll("\\", "/");
            if (from?.startsWith("provider/") && !from.includes("node_modules")) declaring.add(from);
        } else if (!ts.isStatement(node) || ts.isImportDeclaration(node)) {
            ts.forEachChild(node, visit);
        }
    };
    const source = program.getSourceFile(join(root, path));
    if (source !== undefined) ts.forEachChild(source, visit);
    return declaring;
}

/** The transitive imports of a file, itself included. */
function reach(path: string, seen = new Set<string>()): ReadonlySet<string> {
    if (seen.has(path)) return seen;
    seen.add(path);
    for (const next of imports.get(path) ?? []) reach(next, seen);
    return seen;
}

const folderOf = (path: string) => path.replace(/^provider\/|\/?[^/]+$/g, "") || "(provider)";
const lines = files.map((file) => file.lines).sort((a, b) => a - b);
const longest = files.reduce((a, b) => (a.lines > b.lines ? a : b));
const createRun = [...reach("provider/core/runs/createRun.ts")].filter((path) => folderOf(path) !== "ccm");
const arrows = new Map<string, number>();
for (const [path, targets] of imports) {
    for (const target of targets) {
        const [from, to] = [folderOf(path), folderOf(target)];
        if (from !== to) arrows.set(`${from} → ${to}`, (arrows.get(`${from} → ${to}`) ?? 0) + 1);
    }
}

console.log(
    [
        `${files.length} files, ${lines.reduce((sum, count) => sum + count, 0)} lines`,
        `median ${lines[Math.floor(lines.length / 2)]} lines, longest ${longest.lines} (${basename(longest.path)})`,
        `createRun reaches ${createRun.length} files, those of ccm not counted`,
        "",
        table(
            ["imports", "declarations' files"],
            [...arrows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([arrow, count]) => [arrow, String(count)]),
        ),
    ].join("\n"),
);
