import { runtime } from "@pulumi/pulumi";

export interface ClearValues {
    /** Unknown values are `runtime.unknownValue`. */
    readonly values: Readonly<Record<string, unknown>>;
    /** The secret values among them. */
    readonly secrets: readonly unknown[];
}

/** Values of outputs without secret wrappers. Does not wait for values that stay unknown in a preview. */
export async function unwrapSecrets(outputs: Readonly<Record<string, unknown>>): Promise<ClearValues> {
    const secrets: unknown[] = [];
    const serialized: unknown = await runtime.serializeProperties("values", outputs);
    return { values: unwrap(serialized, secrets) as Record<string, unknown>, secrets };
}

function unwrap(value: unknown, secrets: unknown[]): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (runtime.isRpcSecret(value)) {
        const inner = unwrap(runtime.unwrapRpcSecret(value), secrets);
        secrets.push(inner);
        return inner;
    }
    if (Array.isArray(value)) return value.map((member) => unwrap(member, secrets));
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, unwrap(member, secrets)]));
}
