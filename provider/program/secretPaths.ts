import type { Output } from "@pulumi/pulumi";
import { output, runtime } from "@pulumi/pulumi";

type Path = (string | number)[];

/**
 * The paths of all values in `value` that are secret, as an output that is not secret itself; `undefined` when there is
 * none. The provider gets secrets in clear and needs to know what it must not repeat.
 */
export function secretPaths(value: object): Output<Path[] | undefined> {
    // As it is sent: secrets inside of outputs are found as well.
    const sent: Promise<unknown> = runtime.serializeProperties("secretPaths", { ...value });
    return output(sent.then((properties) => collect(properties, []))).apply((paths) =>
        paths.length === 0 ? undefined : paths,
    );
}

function collect(value: unknown, path: Path): Path[] {
    if (typeof value !== "object" || value === null) return [];
    if (runtime.isRpcSecret(value)) return [path];
    return Object.entries(value).flatMap(([name, member]) =>
        collect(member, [...path, Array.isArray(value) ? Number(name) : name]),
    );
}
