import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { shownText } from "../contract/shownText";
import { SecretMask } from "../ccm";
import type { Properties } from "./validation";
import { type Path, valueAt } from "./values";

const secretPaths = z.array(z.array(z.union([z.string(), z.number()]))).catch([]);

/** Paths of a resource's secret inputs, as recorded by its class; empty without the hidden input. */
export function secretPathsOf({ __secretPaths }: Properties): readonly Path[] {
    return secretPaths.parse(__secretPaths);
}

/**
 * The secret inputs of all resources that this process handles. Pulumi passes their values as plaintext and does not
 * say which are secret; the resource's class records their paths in the hidden input `__secretPaths`.
 */
export class SecretRegistry {
    /** Also masks process-wide secrets, such as the provider's credential. */
    readonly mask = new SecretMask();

    /** Registers the secret values among properties. */
    register(properties: Properties): void {
        this.registerValues(secretPathsOf(properties).map((path) => valueAt(properties, path)));
    }

    /** Registers values in which every string and number is secret. */
    registerValues(values: readonly unknown[]): void {
        this.mask.add(values.flatMap(textsIn));
    }

    /**
     * Sanitizes a text for users, logs, the engine and its state: no secrets, no terminal or CI commands. Masks again
     * after cleaning, which may reveal a secret that contained control characters.
     */
    readonly shown = (text: string): string => {
        const { redact } = this.mask;
        const masked = redact(text);
        const clean = shownText(masked);
        return clean === masked ? clean : shownText(redact(clean));
    };
}

/**
 * Adds the secret paths of values that `ignoreChanges` has kept from the state to new inputs: the program does not know
 * them. An unchanged value stays secret.
 *
 * @param olds the inputs in state
 */
export function withKeptSecretPaths(olds: Properties, news: Properties): Properties {
    const before = secretPathsOf(olds);
    const now = secretPathsOf(news);
    const isIn = (paths: readonly Path[], path: Path) => paths.some((other) => isDeepStrictEqual(other, path));
    const kept = before.filter(
        (path) => isIn(now, path) || isDeepStrictEqual(valueAt(olds, path) ?? NOTHING, valueAt(news, path)),
    );
    const all = [...kept, ...now.filter((path) => !isIn(before, path))];
    return all.length === 0 ? news : { ...news, __secretPaths: all };
}

/** Equal to no value. */
const NOTHING = Symbol();

/** All strings and numbers in a value, at any depth. */
export function textsIn(value: unknown): string[] {
    if (typeof value === "string") return [value];
    if (typeof value === "number") return [String(value)];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
