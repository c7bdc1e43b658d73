import { createHash } from "node:crypto";
import { z } from "zod";
import { normalRunId } from "../contract/runId";
import { WORKFLOW_RUN_TYPE } from "../contract/resources";
import type { OpenCreate, Properties, StackState, StateRun } from "../core";

/** What is read of `pulumi stack export`; the rest of it, and what an odd version of it lacks, is left out. */
const resource = z.object({
    urn: z.string(),
    type: z.string(),
    id: z.string().optional(),
    inputs: z.record(z.string(), z.unknown()).catch({}),
    outputs: z.record(z.string(), z.unknown()).catch({}),
    additionalSecretOutputs: z.array(z.string()).catch([]),
});

type KeptResource = z.infer<typeof resource>;

const deployment = z.object({
    secrets_providers: z.unknown().optional(),
    resources: z.array(z.unknown()).nullish(),
    pending_operations: z.array(z.object({ type: z.string(), resource: z.unknown() })).nullish(),
});

const stackExport = z.object({ deployment });
const checkpoint = z.object({ checkpoint: z.object({ latest: deployment }) });

/** Marks an object that stands for a secret value, and a member of it. The texts are Pulumi's. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/**
 * What `pulumi stack export` says of runs.
 *
 * @param backend whose it is
 * @throws Error when it is not an export
 */
export function readStackExport(text: string, backend: string): StackState {
    return stateOf(stackExport.parse(JSON.parse(text)).deployment, backend);
}

/** The same of the file in which a backend that is a folder keeps it. */
export function readCheckpoint(text: string, backend: string): StackState {
    return stateOf(checkpoint.parse(JSON.parse(text)).checkpoint.latest, backend);
}

/**
 * All that either of the two keeps of runs, those of pending operations included.
 *
 * @throws Error when it is neither
 */
export function keptRuns(text: string): readonly KeptResource[] {
    const whole = z.union([checkpoint, stackExport]).parse(JSON.parse(text));
    const { resources, pending_operations } = "checkpoint" in whole ? whole.checkpoint.latest : whole.deployment;
    return runsOf([...(resources ?? []), ...(pending_operations ?? []).map((operation) => operation.resource)]);
}

function runsOf(items: readonly unknown[]): KeptResource[] {
    return items.flatMap((item) => {
        const parsed = resource.safeParse(item);
        return parsed.success && parsed.data.type === WORKFLOW_RUN_TYPE ? [parsed.data] : [];
    });
}

function stateOf(state: z.infer<typeof deployment>, backend: string): StackState {
    const pending = state.pending_operations ?? [];
    const creates = runsOf(pending.filter(({ type }) => type === "creating").map((operation) => operation.resource));
    return {
        stackId: stackIdOf(backend, state.secrets_providers),
        runs: runsOf(state.resources ?? []).flatMap(({ urn, id, outputs }): StateRun[] => {
            const createdAtMs = Date.parse(String(outputs["createdAt"]));
            const stamp = textOf(outputs["__start"]);
            return id ? [{ urn, id: normalRunId(id), stamp, createdAtMs: createdAtMs || undefined }] : [];
        }),
        hasOtherPending: creates.length < pending.length,
        openCreates: creates.map(({ urn, inputs }): OpenCreate => {
            const { value, isHidden } = plain(definition(inputs));
            return { urn, stamp: textOf(inputs["__start"]), inputs: value as Properties, isHidden };
        }),
    };
}

function textOf(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}

/**
 * Tells a stack from another one that has had its name: each has a salt or a key of its own for its secrets. Where a service
 * keeps that, it is the name after all.
 */
function stackIdOf(backend: string, providers: unknown): string | undefined {
    if (providers === undefined || providers === null) return undefined;
    return createHash("sha256")
        .update(JSON.stringify([backend, providers]))
        .digest("hex")
        .slice(0, 16);
}

/** The inputs without Pulumi's own. */
function definition(inputs: Properties): Properties {
    return Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith("__")));
}

/** Whether it stands for a secret value. */
export function isSecretEnvelope(value: unknown): boolean {
    return typeof value === "object" && value !== null && (value as Properties)[SIGNATURE] === SECRET;
}

/** A value with secrets in clear where the export gives them so; `isHidden` where it does not. */
function plain(value: unknown): { value: unknown; isHidden: boolean } {
    if (typeof value !== "object" || value === null) return { value, isHidden: false };
    if (isSecretEnvelope(value)) {
        const { plaintext } = value as Properties;
        if (typeof plaintext !== "string") return { value: undefined, isHidden: true };
        return { value: JSON.parse(plaintext) as unknown, isHidden: false };
    }
    let isHidden = false;
    const read = (member: unknown) => {
        const inner = plain(member);
        isHidden ||= inner.isHidden;
        return inner.value;
    };
    const copy = Array.isArray(value)
        ? value.map(read)
        : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, read(member)]));
    return { value: copy, isHidden };
}

const history = z.array(
    z.object({
        kind: z.string(),
        startTime: z.string(),
        result: z.string(),
        environment: z.record(z.string(), z.string()).nullish(),
    }),
);

/** Whether `pulumi stack history --json` tells of an update of the whole stack, or its end, that went well and began later. */
export function wasCompletedSince(text: string, wallMs: number): boolean {
    return history.parse(JSON.parse(text)).some(
        ({ kind, startTime, result, environment }) =>
            (kind === "update" || kind === "destroy") &&
            result === "succeeded" &&
            // Whole seconds.
            Date.parse(startTime) + 1000 > wallMs &&
            !Object.keys(environment ?? {}).some((name) => /^pulumi\.flag\.(target|exclude)/.test(name)),
    );
}
