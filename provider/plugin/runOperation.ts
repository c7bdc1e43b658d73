import { messageOf, type Properties, RunFailure } from "../core";
import type { PluginSession } from "./session";

/**
 * Runs an operation on a resource and lets nothing out that Pulumi would misread or that holds a secret: secret inputs are
 * registered before it, what it returns is plain JSON, errors are without secrets, and what was said of the resource has
 * arrived before the operation ends. Every operation of a provider that does more than compare ids goes through here.
 *
 * @param propertySets the resource's properties, as Pulumi passed them
 * @returns what the operation returns, cleaned
 * @throws RunFailure with clean outputs when the run is there and not as asked for
 * @throws Error with a clean message and no stack, for all else
 */
export async function runOperation<T>(
    session: PluginSession,
    urn: string,
    propertySets: readonly Properties[],
    operation: () => Promise<T>,
): Promise<T> {
    const { log } = session.host;
    const { shown } = session.secrets;
    try {
        for (const properties of propertySets) session.secrets.register(properties);
        const result = await operation();
        return typeof result === "object" && result !== null ? (sanitize(result) as T) : result;
    } catch (error) {
        await session.knowSecrets(urn, propertySets, error instanceof RunFailure ? error.reason : messageOf(error));
        if (error instanceof RunFailure)
            throw new RunFailure(error.runId, shown(error.reason), sanitize(error.outputs));
        // A new error, because any field called `id` would make Pulumi take it for a half-made resource.
        throw quietError(shown(messageOf(error)));
    } finally {
        // The last line stays on the resource's row, but only if it comes before the operation's own end.
        await log.flush(urn);
    }
}

/** An error without a stack: Pulumi's plugin process prints the stack beside the message, and it helps nobody there. */
function quietError(message: string): Error {
    const error = new Error(message);
    error.stack = "";
    return error;
}

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
