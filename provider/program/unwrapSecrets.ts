import { runtime } from "@pulumi/pulumi";

export interface ClearValues {
    /** `runtime.unknownValue` stands where a value is not known yet. */
    readonly values: Readonly<Record<string, unknown>>;
    /** Those that are secret. */
    readonly secrets: readonly unknown[];
}

/** What outputs hold, without waiting for values that a preview will never know, and without Pulumi's wrapping of secrets. */
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
