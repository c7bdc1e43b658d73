import { z } from "zod";
import { type Redact, redactor } from "../ccm";
import type { Properties } from "./validation";
import { valueAt } from "./values";

const secretPaths = z.array(z.array(z.union([z.string(), z.number()]))).catch([]);

/**
 * The secret inputs of all resources that this process has looked after. Pulumi passes their values in clear and does not
 * say which are secret; the resource's class leaves the paths of them in the hidden input `__secretPaths`.
 */
export class SecretRegistry {
    private readonly values = new Set<string>();
    private current: Redact = redactor([]);

    /** Takes note of the secrets among some properties. */
    register(properties: Properties): void {
        this.registerValues(secretPaths.parse(properties["__secretPaths"]).map((path) => valueAt(properties, path)));
    }

    /** Takes note of values all of whose texts are secret. */
    registerValues(values: readonly unknown[]): void {
        const before = this.values.size;
        for (const value of values.flatMap(textsIn)) this.values.add(value);
        if (this.values.size > before) this.current = redactor(this.values);
    }

    /** The text without any of them. */
    readonly redact: Redact = (text) => this.current(text);
}

/** All texts and numbers inside a value. */
export function textsIn(value: unknown): string[] {
    if (typeof value === "string") return [value];
    if (typeof value === "number") return [String(value)];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
