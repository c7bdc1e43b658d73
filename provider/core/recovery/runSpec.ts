import { createHash } from "node:crypto";
import { z } from "zod";
import type { Run } from "../../ccm";
import { isRecord, withoutNulls } from "../values";

/**
 * Identifies the run that a start requests, by hashes: enough to recognize it, but not readable. It is stored in the
 * start journal, which contains no secrets, and any input may be one. Names and values never change: journals of every
 * version contain them.
 */
export const runSpec = z.object({
    graph: z.string(),
    version: z.string(),
    /** The target; `undefined` if the graph version determines it. */
    place: z.string().optional(),
    /** All run-defining inputs except triggers; `undefined` if secrets among them could not be read. */
    inputs: z.string().optional(),
    triggers: z.string().optional(),
    /** The version of `inputs`. Version 1 included inputs that are not set, so a new input changed all hashes. */
    fingerprint: z.int().min(1).max(2).default(1),
});

export type RunSpec = z.infer<typeof runSpec>;

/** The validated inputs that define a run: a change of one starts another run. */
export interface RunDefinition {
    readonly graphId: string;
    readonly graphVersion: string;
    readonly deployment?:
        | {
              readonly kubernetesSingleJob?: { namespace: string; clusterId: string } | undefined;
              readonly aciSingleJob?: { clusterId: string } | undefined;
          }
        | undefined;
    readonly runtimeConfigs?: unknown;
    readonly triggers?: unknown;
}

/** The names of these inputs. `triggers` have a hash of their own in journals. */
export const RUN_DEFINING_INPUTS = keysOf<RunDefinition>({
    graphId: true,
    graphVersion: true,
    deployment: true,
    runtimeConfigs: true,
    triggers: true,
});

/** The names of all members of a type: a missing one does not compile. */
function keysOf<T>(names: Record<keyof T, true>): readonly (keyof T & string)[] {
    return Object.keys(names) as (keyof T & string)[];
}

/** How the hashes are computed; old ones are compared with hashes of the same version. */
type FingerprintVersion = 1 | 2;

export function runSpecOf(inputs: RunDefinition, fingerprint: FingerprintVersion = 2): RunSpec {
    return specOf(inputs, fingerprint, canonicalInput);
}

type Canonical = (name: string, value: unknown) => unknown;

function specOf(inputs: RunDefinition, fingerprint: FingerprintVersion, canonical: Canonical): RunSpec {
    const target = inputs.deployment && targetOf(inputs.deployment.kubernetesSingleJob, inputs.deployment.aciSingleJob);
    const triggers = canonical("triggers", inputs.triggers);
    return {
        graph: hash(inputs.graphId.toLowerCase()),
        version: hash(inputs.graphVersion),
        ...(target === undefined ? {} : { place: hash(target) }),
        inputs: hash(fingerprint === 1 ? firstFingerprint(inputs, canonical) : setInputs(inputs, canonical)),
        ...(isEmpty(triggers) ? {} : { triggers: hash(triggers) }),
        fingerprint,
    };
}

function setInputs(inputs: RunDefinition, canonical: Canonical): object {
    const entries = RUN_DEFINING_INPUTS.map((name) => [name, canonical(name, inputs[name])] as const);
    return Object.fromEntries(entries.filter(([name, value]) => name !== "triggers" && value !== undefined));
}

/** Always these four, in this order, regardless of inputs added later. */
function firstFingerprint(inputs: RunDefinition, canonical: Canonical): unknown {
    const names = ["graphId", "graphVersion", "deployment", "runtimeConfigs"] as const;
    return names.map((name) => canonical(name, inputs[name]));
}

/**
 * Whether a start requested the same run as the inputs; `undefined` if that cannot be determined. As in a diff, adding
 * the first trigger or removing the last one does not count.
 */
export function asksFor(spec: RunSpec, inputs: RunDefinition): boolean | undefined {
    const version = spec.fingerprint === 1 ? 1 : 2;
    const isSame = isSameRun(spec, runSpecOf(inputs, version));
    // Journals may still contain hashes from when `null` differed from an absent value.
    return isSame === false ? isSameRun(spec, specOf(inputs, version, canonicalWithNulls)) : isSame;
}

/** Whether two starts requested the same run; `undefined` if that cannot be determined. */
export function isSameRun(a: RunSpec, b: RunSpec): boolean | undefined {
    if (a.triggers !== undefined && b.triggers !== undefined && a.triggers !== b.triggers) return false;
    if (a.inputs === undefined || b.inputs === undefined || a.fingerprint !== b.fingerprint) return undefined;
    return a.inputs === b.inputs;
}

/** Whether the runs of two starts are indistinguishable in CCM. */
export function isIndistinguishable(a: RunSpec, b: RunSpec): boolean {
    const sameTarget = a.place === undefined || b.place === undefined || a.place === b.place;
    return a.graph === b.graph && a.version === b.version && sameTarget;
}

/**
 * Whether a run in CCM may be the requested one. CCM does not report the runtime configurations of a run, so runs that
 * differ only in these are indistinguishable. It may move a run to a newer graph version and may omit fields: such a
 * run is a "doubt".
 */
export function matchRun(spec: RunSpec, run: Run): "match" | "doubt" | "other" {
    if (run.graphId !== undefined && hash(run.graphId.toLowerCase()) !== spec.graph) return "other";
    const target = runTarget(run);
    if (spec.place !== undefined && target !== undefined && hash(target) !== spec.place) return "other";
    const isSure = run.graphId !== undefined && (spec.place === undefined || target !== undefined);
    const sameVersion = run.graphVersion !== undefined && hash(run.graphVersion) === spec.version;
    return isSure && sameVersion ? "match" : "doubt";
}

function runTarget({ deployment }: Run): unknown {
    if (deployment === undefined) return undefined;
    return "aciSingleJob" in deployment
        ? targetOf(undefined, deployment.aciSingleJob)
        : targetOf(deployment.kubernetesSingleJob, undefined);
}

/** Omits the location of an ACI deployment: CCM may fill it in. */
function targetOf(
    kubernetes: { namespace: string; clusterId: string } | undefined,
    aci: { clusterId: string } | undefined,
): unknown {
    if (kubernetes !== undefined) return ["kubernetes", kubernetes.namespace, kubernetes.clusterId.toLowerCase()];
    return ["aci", aci?.clusterId.toLowerCase()];
}

function hash(value: unknown): string {
    return createHash("sha256")
        .update(JSON.stringify(sorted(value)))
        .digest("hex")
        .slice(0, 32);
}

/** The order of names is not significant, and Pulumi does not preserve it. */
function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (!isRecord(value)) return value;
    return Object.fromEntries(
        Object.keys(value)
            .sort()
            .map((name) => [name, sorted(value[name])]),
    );
}

export function isEmpty(value: unknown): boolean {
    return value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

/** Normalizes an input, so that equivalent spellings are equal. */
export function canonicalInput(name: string, value: unknown): unknown {
    return canonicalWithNulls(name, withoutNulls(value));
}

function canonicalWithNulls(name: string, value: unknown): unknown {
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

/** CCM requires ports and variables of ACI even if empty, so omitted ones are equivalent to empty ones. */
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
