/** The way to a value inside an object: names of properties and indexes of arrays. */
export type Path = readonly (string | number)[];

/** The path as a person writes it: `runtimeConfigs["9f86…"].deployment.aci.exposedPorts[0].port`. */
export function formatPath(path: Path): string {
    return path
        .map((part, index) => {
            if (typeof part === "number") return `[${part}]`;
            if (!/^[A-Za-z_$][\w$]*$/.test(part)) return `[${JSON.stringify(part)}]`;
            return index === 0 ? part : `.${part}`;
        })
        .join("");
}

/** The value at a path; `undefined` where the path leads nowhere. */
export function valueAt(root: unknown, path: Path): unknown {
    return path.reduce<unknown>(
        (value, part) =>
            typeof value === "object" && value !== null && Object.hasOwn(value, part)
                ? (value as Record<string | number, unknown>)[part]
                : undefined,
        root,
    );
}
