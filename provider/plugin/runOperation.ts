/**
 * A copy that Pulumi's plugin process can send: plain JSON and nothing else. It throws on `undefined` and BigInt after
 * the run was started, and in an init error it then never answers at all.
 *
 * Properties that are `undefined`, functions or symbols are left out (in arrays they become `null`), a Date becomes ISO
 * text, a BigInt its digits, NaN and the infinities `null`, a cycle the text `"[circular]"`. Never throws.
 */
export function sanitize(value: object): Record<string, unknown> {
    return (clean(value, new Set()) ?? {}) as Record<string, unknown>;
}

function clean(value: unknown, parents: Set<object>): unknown {
    switch (typeof value) {
        case "string":
        case "boolean":
            return value;
        case "number":
            return Number.isFinite(value) ? value : null;
        case "bigint":
            return value.toString();
        case "object":
            return value === null ? null : cleanObject(value, parents);
        default:
            return undefined;
    }
}

function cleanObject(value: object, parents: Set<object>): unknown {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (parents.has(value)) return "[circular]";
    parents.add(value);
    const copy = Array.isArray(value)
        ? Array.from(value, (item: unknown) => clean(item, parents) ?? null)
        : Object.fromEntries(
              Object.entries(value)
                  .map(([name, member]) => [name, clean(member, parents)] as const)
                  .filter(([, member]) => member !== undefined),
          );
    parents.delete(value);
    return copy;
}
