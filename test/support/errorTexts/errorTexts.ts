import { join } from "node:path";
import ts from "typescript";
import { root } from "../../../tools/repository";
import { sourceFiles } from "../../../tools/sourceFiles";
import { TextReader } from "./textReader";

export interface ErrorText {
    /** With `...` for what varies. */
    readonly text: string;
    /** Where it is made an error: `provider/ccm/settings.ts:104`. */
    readonly at: string;
}

/** What shows a warning, or an error that is not thrown. */
const SHOWS = /\bwarn(?:Once)?\b|printError$|programLog\.error$/;
/** Checks of schemas; the last argument is what they say. */
const CHECKS = /(?<!Math)\.(?:min|max|refine)$|z\.(?:guid|int)$/;

/**
 * The texts of all errors and warnings in the code of a folder: of errors that are constructed, of what is shown without one, and of
 * the checks of schemas.
 */
export function errorTexts(folder: string): ErrorText[] {
    const files = parse(sourceFiles(folder).map(({ path }) => join(root, path)));
    const reader = new TextReader(files.checker, files.all);
    const found: ErrorText[] = [];
    const visit = (node: ts.Node): void => {
        const texts = textsOf(node, reader).map(shownText);
        for (const text of texts.filter(hasWords)) found.push({ text, at: placeOf(node) });
        ts.forEachChild(node, visit);
    };
    files.all.forEach(visit);
    return found;
}

function textsOf(node: ts.Node, reader: TextReader): readonly string[] {
    if (ts.isNewExpression(node)) return reader.isError(node) ? reader.read(node) : [];
    if (ts.isPropertyAssignment(node) && node.name.getText() === "error") return reader.read(node.initializer);
    if (!ts.isCallExpression(node)) return [];
    const callee = node.expression.getText();
    const shown = SHOWS.test(callee) ? node.arguments[0] : CHECKS.test(callee) ? node.arguments.at(-1) : undefined;
    return shown === undefined ? [] : reader.read(shown);
}

function shownText(text: string): string {
    return text.replace(/\0+/g, "...").replace(/\s+/g, " ").trim();
}

/** An error without any passes on the text of another one. */
function hasWords(text: string): boolean {
    return /\p{L}/u.test(text);
}

function placeOf(node: ts.Node): string {
    const file = node.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    return `${file.fileName.slice(root.length + 1).replaceAll("\\", "/")}:${line + 1}`;
}

function parse(paths: readonly string[]): { checker: ts.TypeChecker; all: readonly ts.SourceFile[] } {
    const options = { strict: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Node16, types: [] };
    const host = ts.createCompilerHost(options);
    // Libraries have no texts of this package, and reading their declarations would take most of the time.
    host.resolveModuleNameLiterals = (literals, importer) =>
        literals.map(({ text }) =>
            text.startsWith(".") ? ts.resolveModuleName(text, importer, options, host) : { resolvedModule: undefined },
        );
    const program = ts.createProgram(paths, options, host);
    return { checker: program.getTypeChecker(), all: paths.flatMap((path) => program.getSourceFile(path) ?? []) };
}
