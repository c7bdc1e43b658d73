import ts from "typescript";
import {
    changesItems,
    type FunctionNode,
    isFunction,
    isSum,
    listOf,
    parentClass,
    returnedBy,
    superCalls,
} from "./syntax";

/** Stands for what varies. No text of the code has it. */
const VARIES = "\0";
const UNKNOWN: readonly string[] = [VARIES];

/** By the name of an error class, or of one that it extends. */
const ERROR_CLASS = /(?:Error|Failure)$/;
/** Functions that return the text that they are given, without secrets and control characters. */
const KEEPS_TEXT = /(?:^|\.)(?:shown|shownText|shownLine|clean|withCode)$/;
/** Ids, and names of several words, are not followed: an error would have a text for each of them. */
const NAMES = /(?:^|\.)(?:operation|verb|id|\w+Id)$/;
/** More than a name or a number. */
const WORDS = /\p{L}{2,}\S*\s+\P{L}*\p{L}{2,}/u;
/** Functions that call each other are not followed for ever. */
const DEEPEST = 20;

/** What the parameters of a function are, where one call of it is followed. */
type Bindings = ReadonlyMap<ts.Symbol, () => readonly string[]>;
const NO_BINDINGS: Bindings = new Map();

/**
 * Reads from code which texts an expression may have, without running it. Constants, functions, parameters, lists and members of
 * objects are followed to the texts that are written somewhere; the rest is a NUL.
 */
export class TextReader {
    private readonly calls = new Map<ts.Symbol, (ts.CallExpression | ts.NewExpression)[]>();
    private readonly pushes = new Map<ts.Symbol, ts.Expression[]>();
    private readonly members = new Map<string, (ts.PropertyAssignment | ts.ShorthandPropertyAssignment)[]>();
    private readonly spreads: ts.SpreadAssignment[] = [];
    /** What members have been read, and those that are being read: they may be made of themselves. */
    private readonly known = new Map<ts.Symbol, readonly string[]>();
    private depth = 0;

    /** @param files all in which something may be defined or called */
    constructor(
        private readonly checker: ts.TypeChecker,
        files: readonly ts.SourceFile[],
    ) {
        files.forEach((file) => this.index(file));
    }

    isError({ expression }: ts.NewExpression): boolean {
        return this.isErrorClass(expression);
    }

    /** The texts that an expression may have; none for `undefined`. Of a new error, its message. */
    read(node: ts.Node, bindings: Bindings = NO_BINDINGS): readonly string[] {
        return this.deeper(() => this.readNode(node, bindings));
    }

    private index(node: ts.Node): void {
        if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
            const { expression, arguments: given = [] } = node;
            add(this.calls, this.symbolAt(expression), node);
            if (ts.isPropertyAccessExpression(expression) && expression.name.text === "push") {
                const list = this.symbolAt(expression.expression);
                for (const value of given) add(this.pushes, list, value);
            }
        }
        if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
            add(this.members, node.name.getText(), node);
        }
        if (ts.isSpreadAssignment(node)) this.spreads.push(node);
        ts.forEachChild(node, (child) => this.index(child));
    }

    private symbolAt(node: ts.Node): ts.Symbol | undefined {
        const symbol = this.checker.getSymbolAtLocation(ts.isPropertyAccessExpression(node) ? node.name : node);
        return symbol && symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    }

    private classAt(callee: ts.Expression): ts.ClassDeclaration | undefined {
        return this.symbolAt(callee)?.declarations?.find(ts.isClassDeclaration);
    }

    private functionAt(node: ts.Node): FunctionNode | undefined {
        if (isFunction(node)) return node;
        const declaration = this.symbolAt(node)?.declarations?.[0];
        const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration;
        return value !== undefined && isFunction(value) ? value : undefined;
    }

    private isErrorClass(callee: ts.Expression): boolean {
        const parent = parentClass(this.classAt(callee));
        return ERROR_CLASS.test(callee.getText()) || (parent !== undefined && this.isErrorClass(parent));
    }

    /** What a class gives to the one that it extends, in the end to `Error`, whose first argument is the message. */
    private readMessage(
        callee: ts.Expression,
        given: readonly ts.Expression[] = [],
        bindings: Bindings,
    ): readonly string[] {
        const declaration = this.classAt(callee);
        const parent = parentClass(declaration);
        const own = declaration?.members.find(ts.isConstructorDeclaration);
        if (parent === undefined) return given[0] === undefined ? [] : this.read(given[0], bindings);
        if (own === undefined) return this.readMessage(parent, given, bindings);
        const inside = this.bind(own, given, bindings);
        return superCalls(own).flatMap((call) => this.readMessage(parent, call.arguments, inside));
    }

    private bind(callee: ts.SignatureDeclaration, given: readonly ts.Expression[], outside: Bindings): Bindings {
        const inside = new Map(outside);
        callee.parameters.forEach((parameter, index) => {
            const value = given[index] ?? parameter.initializer;
            // A parameter that is a member of its class as well has two symbols.
            const symbols = ts.isParameterPropertyDeclaration(parameter, callee)
                ? this.checker.getSymbolsOfParameterPropertyDeclaration(parameter, parameter.name.getText())
                : [this.symbolAt(parameter.name)];
            for (const symbol of symbols)
                if (symbol !== undefined && value !== undefined) inside.set(symbol, () => this.read(value, outside));
        });
        return inside;
    }

    private deeper(read: () => readonly string[]): readonly string[] {
        if (this.depth >= DEEPEST) return UNKNOWN;
        this.depth++;
        try {
            return [...new Set(read())];
        } finally {
            this.depth--;
        }
    }

    private readNode(node: ts.Node, bindings: Bindings): readonly string[] {
        const read = (...nodes: readonly ts.Node[]) => nodes.flatMap((one) => this.read(one, bindings));
        if (ts.isStringLiteralLike(node)) return [node.text];
        if (ts.isTemplateExpression(node) || isSum(node)) return joined(this.parts(node, bindings));
        if (ts.isBinaryExpression(node)) return read(node.left, node.right);
        if (ts.isConditionalExpression(node)) return read(node.whenTrue, node.whenFalse);
        if (ts.isArrayLiteralExpression(node)) return read(...node.elements);
        if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return read(node.expression);
        if (ts.isAwaitExpression(node) || ts.isSpreadElement(node)) return read(node.expression);
        if (ts.isNewExpression(node)) return this.readMessage(node.expression, node.arguments, bindings);
        if (ts.isCallExpression(node)) return this.readCall(node, bindings);
        if (ts.isElementAccessExpression(node)) return this.readTable(node.expression);
        if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return UNKNOWN;
        if (node.getText() === "undefined") return [];
        if (NAMES.test(node.getText())) return UNKNOWN;
        const symbol = this.symbolAt(node);
        return symbol === undefined ? UNKNOWN : this.readSymbol(symbol, bindings);
    }

    /** What a template or a sum is made of, one after another. */
    private parts(node: ts.Node, bindings: Bindings): (readonly string[])[] {
        if (ts.isStringLiteralLike(node)) return [[node.text]];
        if (isSum(node)) return [...this.parts(node.left, bindings), ...this.parts(node.right, bindings)];
        if (ts.isTemplateExpression(node)) {
            const spans = node.templateSpans.flatMap(({ expression, literal }) => [
                ...this.parts(expression, bindings),
                [literal.text],
            ]);
            return [[node.head.text], ...spans];
        }
        const texts = this.read(node, bindings);
        return [texts.some((text) => WORDS.test(text)) ? texts : UNKNOWN];
    }

    private readSymbol(symbol: ts.Symbol, bindings: Bindings): readonly string[] {
        const bound = bindings.get(symbol);
        if (bound !== undefined) return bound();
        return (symbol.declarations ?? []).flatMap((declaration) => {
            if (ts.isParameter(declaration)) return this.readParameter(declaration, bindings);
            if (ts.isPropertySignature(declaration)) return this.readMember(symbol);
            if (ts.isPropertyAssignment(declaration)) return this.read(declaration.initializer, bindings);
            if (ts.isBindingElement(declaration)) {
                const name = (declaration.propertyName ?? declaration.name).getText();
                const member = this.checker.getTypeAtLocation(declaration.parent).getProperty(name);
                return member === undefined ? UNKNOWN : this.readMember(member);
            }
            const isConstant = ts.isVariableDeclaration(declaration) && declaration.parent.flags & ts.NodeFlags.Const;
            if (!isConstant || declaration.initializer === undefined) return UNKNOWN;
            const values = [declaration.initializer, ...(this.pushes.get(symbol) ?? [])];
            return values.flatMap((value) => this.read(value, bindings));
        });
    }

    /** What a parameter is given: by calls of its function, or item by item where that goes through a list. */
    private readParameter(parameter: ts.ParameterDeclaration, bindings: Bindings): readonly string[] {
        const callee = parameter.parent;
        const outer = callee.parent;
        const index = callee.parameters.indexOf(parameter);
        if (ts.isCallExpression(outer)) {
            const list = listOf(outer);
            return list === undefined || index > 0 ? UNKNOWN : this.read(list, bindings);
        }
        const symbol = this.symbolAt(ts.isVariableDeclaration(outer) ? outer.name : (callee.name ?? callee));
        const calls = (symbol && this.calls.get(symbol)) ?? [];
        const given = calls.flatMap((call) => call.arguments?.[index] ?? []);
        return given.length === 0 ? UNKNOWN : given.flatMap((value) => this.read(value));
    }

    private readMember(member: ts.Symbol): readonly string[] {
        const known = this.known.get(member);
        if (known !== undefined) return known;
        this.known.set(member, UNKNOWN);
        const texts = [...new Set(this.valuesOf(member))];
        this.known.set(member, texts);
        return texts;
    }

    /** What objects have as this member, by where they are made. */
    private valuesOf(member: ts.Symbol): readonly string[] {
        const { name } = member;
        const made = (this.members.get(name) ?? []).filter(({ parent }) => this.makes(parent, member));
        const copied = this.spreads.flatMap(({ parent, expression }) => {
            const other = this.checker.getTypeAtLocation(expression).getProperty(name);
            return other !== undefined && other !== member && this.makes(parent, member) ? [other] : [];
        });
        if (made.length + copied.length === 0) return UNKNOWN;
        const own = made.flatMap((assignment) => {
            if (ts.isPropertyAssignment(assignment)) return this.read(assignment.initializer);
            const value = this.checker.getShorthandAssignmentValueSymbol(assignment);
            return value === undefined ? UNKNOWN : this.deeper(() => this.readSymbol(value, NO_BINDINGS));
        });
        return [...own, ...copied.flatMap((other) => this.deeper(() => this.readMember(other)))];
    }

    /** Whether an object is one of the type that has a member; by its shape, where nothing says which type is meant. */
    private makes(object: ts.ObjectLiteralExpression, { name, declarations = [] }: ts.Symbol): boolean {
        const given = this.checker.getTypeAtLocation(object);
        const wanted = this.checker.getContextualType(object);
        const isKnown = wanted !== undefined && !(wanted.flags & ts.TypeFlags.Any);
        const types = isKnown
            ? (wanted.isUnion() ? wanted.types : [wanted]).filter((type) =>
                  type.getProperty(name)?.declarations?.some((one) => declarations.includes(one)),
              )
            : declarations.map(({ parent }) => this.checker.getTypeAtLocation(parent));
        return types.some((type) => this.checker.isTypeAssignableTo(given, type));
    }

    /** All that a table has: `MUST_BE[rule]`. */
    private readTable(table: ts.Expression): readonly string[] {
        const value = this.symbolAt(table)?.declarations?.find(ts.isVariableDeclaration)?.initializer;
        if (value === undefined || !ts.isObjectLiteralExpression(value)) return UNKNOWN;
        return value.properties.flatMap((one) => (ts.isPropertyAssignment(one) ? this.read(one.initializer) : UNKNOWN));
    }

    private readCall(call: ts.CallExpression, bindings: Bindings): readonly string[] {
        const { expression, arguments: given } = call;
        const [first] = given;
        const list = listOf(call);
        if (list !== undefined) {
            const each = first && this.functionAt(first);
            const isSame = each === undefined || !changesItems(call);
            return isSame ? this.read(list, bindings) : this.readReturned(each, this.bind(each, [list], bindings));
        }
        if (first !== undefined && KEEPS_TEXT.test(expression.getText())) return this.read(first, bindings);
        const callee = this.functionAt(expression);
        return callee === undefined ? UNKNOWN : this.readReturned(callee, this.bind(callee, given, bindings));
    }

    private readReturned(callee: FunctionNode, bindings: Bindings): readonly string[] {
        const values = returnedBy(callee);
        return values.length === 0 ? UNKNOWN : values.flatMap((value) => this.read(value, bindings));
    }
}

function add<K, V>(lists: Map<K, V[]>, key: K | undefined, value: V): void {
    if (key !== undefined) lists.set(key, [...(lists.get(key) ?? []), value]);
}

/** Texts in which each part has each of its variants at least once; each with each would be many. */
function joined(parts: readonly (readonly string[])[]): readonly string[] {
    const count = Math.max(...parts.map(({ length }) => length));
    return Array.from({ length: count }, (_, index) =>
        parts.map((variants) => variants[index % variants.length] ?? VARIES).join(""),
    );
}
