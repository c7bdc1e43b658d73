import { isRecord } from "../records";

export function isEmpty(value: unknown): boolean {
    return value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

/** An input in the one form that all spellings of the same run share. */
export function canonicalInput(name: string, value: unknown): unknown {
    switch (name) {
        case "graphId":
            return lowerCase(value);
        case "graphVersion":
            return typeof value === "number" ? String(value) : value;
        case "deployment":
            return mapMembers(value, (job) =>
                isRecord(job) ? { ...job, clusterId: lowerCase(job["clusterId"]) } : job,
            );
        case "runtimeConfigs":
            return isEmpty(value) ? undefined : mapMembers(value, canonicalRuntimeConfig);
        default:
            return value ?? undefined;
    }
}

/** CCM wants ports and variables of ACI even when there are none, so leaving them out says the same as empty ones. */
function canonicalRuntimeConfig(config: unknown): unknown {
    return mapMembers(config, (deployment) =>
        mapMembers(deployment, (app, kind) =>
            kind === "aci" && isRecord(app) ? { exposedPorts: [], envVars: {}, ...app } : app,
        ),
    );
}

function mapMembers(value: unknown, change: (member: unknown, name: string) => unknown): unknown {
    if (!isRecord(value)) return value ?? undefined;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member, name)]));
}

function lowerCase(value: unknown): unknown {
    return typeof value === "string" ? value.toLowerCase() : value;
}
