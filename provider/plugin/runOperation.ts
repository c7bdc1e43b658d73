import { messageOf, type Properties, RunFailure } from "../core";
import type { PluginSession } from "./session";

/**
 * Runs an operation on a resource. Its results and errors contain no secrets and nothing that Pulumi would misread:
 * secret inputs are registered before it, the result is plain JSON, errors are masked, and the resource's log lines are
 * delivered before the operation ends. It runs every operation of a provider that does more than compare ids.
 *
 * @param propertySets properties of the resource as passed by Pulumi
 * @returns the operation's result, sanitized
 * @throws RunFailure with sanitized outputs if the run exists but is not in the requested state
 * @throws Error with a masked message and no stack in all other cases
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
        // A new error, because Pulumi would take one with a field `id` for a partially created resource.
        throw quietError(shown(messageOf(error)));
    } finally {
        // The last line stays on the resource's row only if it arrives before the operation ends.
        await log.flush(urn);
    }
}

/** An error without a stack, which Pulumi's plugin process would print in addition to the message. */
function quietError(message: string): Error {
    const error = new Error(message);
    error.stack = "";
    return error;
}

/**
 * A copy as plain JSON, which Pulumi's plugin process can send. It throws on `undefined` and BigInt, after the run was
 * started; in an init error it then never responds.
 *
 * Properties that are `undefined`, functions or symbols are omitted (`null` in arrays), a Date becomes ISO text, a
 * BigInt its digits, NaN and the infinities `null`, a cycle the text `"[circular]"`. Never throws.
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
