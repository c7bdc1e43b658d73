import { z } from "zod";
import { shownText } from "../contract/shownText";
import { SecretMask } from "../ccm";
import type { Properties } from "./validation";
import { valueAt } from "./values";

const secretPaths = z.array(z.array(z.union([z.string(), z.number()]))).catch([]);

/**
 * The secret inputs of all resources that this process has looked after. Pulumi passes their values in clear and does not
 * say which are secret; the resource's class leaves the paths of them in the hidden input `__secretPaths`.
 */
export class SecretRegistry {
    /** Those of the process as a whole, such as its credential, are among them. */
    readonly mask = new SecretMask();

    /** Takes note of the secrets among some properties. */
    register(properties: Properties): void {
        this.registerValues(secretPaths.parse(properties["__secretPaths"]).map((path) => valueAt(properties, path)));
    }

    /** Takes note of values all of whose texts are secret. */
    registerValues(values: readonly unknown[]): void {
        this.mask.add(values.flatMap(textsIn));
    }

    /**
     * The text as people, logs, the engine and its state may have it: without any of them, and without anything that is obeyed.
     * Cleaned, it may show a secret that had something in its middle.
     */
    readonly shown = (text: string): string => {
        const { redact } = this.mask;
        const masked = redact(text);
        const clean = shownText(masked);
        return clean === masked ? clean : shownText(redact(clean));
    };
}

/** All texts and numbers inside a value. */
export function textsIn(value: unknown): string[] {
    if (typeof value === "string") return [value];
    if (typeof value === "number") return [String(value)];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
