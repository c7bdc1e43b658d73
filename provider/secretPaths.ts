import { isSecret, Output, output } from "@pulumi/pulumi";

type Path = (string | number)[];

/**
 * The paths of all values in `value` that are secret, as an output that is not secret itself; `undefined` when there is
 * none. The provider gets secrets in clear and needs to know what it must not repeat.
 */
export function secretPaths(value: unknown): Output<Path[] | undefined> {
    return output(collect(value, []).then((paths) => (paths.length === 0 ? undefined : paths)));
}

async function collect(value: unknown, path: Path): Promise<Path[]> {
    if (Output.isInstance(value)) return (await isSecret(value)) ? [path] : [];
    if (value instanceof Promise) return collect(await value, path);
    if (typeof value !== "object" || value === null) return [];
    const members = Object.entries(value).map(([name, member]) =>
        collect(member, [...path, Array.isArray(value) ? Number(name) : name]),
    );
    return (await Promise.all(members)).flat();
}
