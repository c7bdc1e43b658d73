import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { shownText } from "../contract/shownText";
import { SecretMask } from "../ccm";
import type { Properties } from "./validation";
import { type Path, valueAt } from "./values";

const secretPaths = z.array(z.array(z.union([z.string(), z.number()]))).catch([]);

/** Where the inputs of a resource are secret, as its class has found them; none for what has no such hidden input. */
export function secretPathsOf({ __secretPaths }: Properties): readonly Path[] {
    return secretPaths.parse(__secretPaths);
}

/**
 * The secret inputs of all resources that this process has looked after. Pulumi passes their values in clear and does not
 * say which are secret; the resource's class leaves the paths of them in the hidden input `__secretPaths`.
 */
export class SecretRegistry {
    /** Those of the process as a whole, such as its credential, are among them. */
    readonly mask = new SecretMask();

    /** Takes note of the secrets among some properties. */
    register(properties: Properties): void {
        this.registerValues(secretPathsOf(properties).map((path) => valueAt(properties, path)));
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

/**
 * The inputs of a resource that the state has, with the paths of secrets that `ignoreChanges` has kept: the program does not know
 * of them. A value that stays as it was stays secret.
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

/** All texts and numbers inside a value. */
export function textsIn(value: unknown): string[] {
    if (typeof value === "string") return [value];
    if (typeof value === "number") return [String(value)];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
