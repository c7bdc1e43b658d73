import ts from "typescript";

/*
 * Questions about code that its syntax answers.
 */

export type FunctionNode = ts.FunctionDeclaration | ts.MethodDeclaration | ts.ArrowFunction | ts.FunctionExpression;

export function isFunction(node: ts.Node): node is FunctionNode {
    return (
        ts.isFunctionDeclaration(node) ||
        ts.isMethodDeclaration(node) ||
        ts.isArrowFunction(node) ||
        ts.isFunctionExpression(node)
    );
}

/** What a function returns, without what functions inside of it do. */
export function returnedBy({ body }: FunctionNode): readonly ts.Expression[] {
    if (body === undefined) return [];
    if (!ts.isBlock(body)) return [body];
    return findAll(body, ts.isReturnStatement, isFunction).flatMap(({ expression }) => expression ?? []);
}

export function superCalls(constructor: ts.ConstructorDeclaration): readonly ts.CallExpression[] {
    return findAll(constructor, ts.isCallExpression).filter(
        ({ expression }) => expression.kind === ts.SyntaxKind.SuperKeyword,
    );
}

function findAll<T extends ts.Node>(
    from: ts.Node,
    isWanted: (node: ts.Node) => node is T,
    isSkipped: (node: ts.Node) => boolean = () => false,
): readonly T[] {
    const found: T[] = [];
    const visit = (node: ts.Node): void => {
        if (isWanted(node)) found.push(node);
        if (!isSkipped(node)) ts.forEachChild(node, visit);
    };
    ts.forEachChild(from, visit);
    return found;
}

/** What a class extends. */
export function parentClass(declaration: ts.ClassDeclaration | undefined): ts.Expression | undefined {
    const clauses = declaration?.heritageClauses ?? [];
    return clauses.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
}

/** Whether texts are put together by `+`. */
export function isSum(node: ts.Node): node is ts.BinaryExpression {
    return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

/** Methods that go through a list, by whether they give other items than those of the list. */
const LIST_METHODS = new Map([
    ["map", true],
    ["flatMap", true],
    ["filter", false],
    ["slice", false],
    ["join", false],
]);

function methodOf({ expression }: ts.CallExpression): ts.PropertyAccessExpression | undefined {
    return ts.isPropertyAccessExpression(expression) ? expression : undefined;
}

/** The list that a call goes through, such as by `.map(...)`. */
export function listOf(call: ts.CallExpression): ts.Expression | undefined {
    const method = methodOf(call);
    return LIST_METHODS.has(method?.name.text ?? "") ? method?.expression : undefined;
}

/** Whether a call that goes through a list gives other items. */
export function changesItems(call: ts.CallExpression): boolean {
    return LIST_METHODS.get(methodOf(call)?.name.text ?? "") === true;
}
