import { createHash } from "node:crypto";
import { z } from "zod";
import { normalRunId } from "../contract/runId";
import { WORKFLOW_RUN_TYPE } from "../contract/resources";
import type { OpenCreate, Properties, StackState, StateRun } from "../core";

/** The parts of `pulumi stack export` that are used. Other fields are ignored, and missing ones get defaults. */
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

/** Name and value of the member that marks an object as a secret, as defined by Pulumi. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/**
 * Reads the runs in the output of `pulumi stack export`.
 *
 * @param backend URL of its backend
 * @param startedAtMs when this process began, in milliseconds since 1970
 * @throws Error if the text is not an export
 */
export function readStackExport(text: string, backend: string, startedAtMs = Infinity): StackState {
    return stateOf(stackExport.parse(JSON.parse(text)).deployment, backend, startedAtMs);
}

/** Reads the runs in the state file of a folder backend. */
export function readCheckpoint(text: string, backend: string, startedAtMs = Infinity): StackState {
    return stateOf(checkpoint.parse(JSON.parse(text)).checkpoint.latest, backend, startedAtMs);
}

/**
 * The runs in an export or a state file, including those of pending operations.
 *
 * @throws Error if the text is neither
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

function stateOf(state: z.infer<typeof deployment>, backend: string, startedAtMs: number): StackState {
    const pending = state.pending_operations ?? [];
    const creates = runsOf(pending.filter(({ type }) => type === "creating").map((operation) => operation.resource));
    return {
        stackId: stackIdOf(backend, state.secrets_providers),
        runs: runsOf(state.resources ?? []).flatMap(({ urn, id, outputs }): StateRun[] => {
            const createdAtMs = Date.parse(String(outputs["createdAt"]));
            const stamp = textOf(outputs["__start"]);
            return id ? [{ urn, id: normalRunId(id), stamp, createdAtMs: createdAtMs || undefined }] : [];
        }),
        lastChangeMs: lastChangeBefore(startedAtMs, state.resources ?? []),
        hasOtherPending: creates.length < pending.length,
        openCreates: creates.map(({ urn, inputs }): OpenCreate => {
            const { value, isHidden } = plain(definition(inputs));
            return { urn, stamp: textOf(inputs["__start"]), inputs: value as Properties, isHidden };
        }),
    };
}

/** The engine sets `modified` of a resource when a create or an update of it completes. */
function lastChangeBefore(timeMs: number, resources: readonly unknown[]): number | undefined {
    const times = resources.flatMap((item) => {
        const changedAtMs = Date.parse(String((item as Properties | null)?.["modified"]));
        return changedAtMs < timeMs ? [changedAtMs] : [];
    });
    return times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b));
}

function textOf(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}

/**
 * Distinguishes a stack from another one that had its name: each has its own salt or key for its secrets. If a service
 * keeps that, only the name distinguishes them.
 */
function stackIdOf(backend: string, providers: unknown): string | undefined {
    if (providers === undefined || providers === null) return undefined;
    return createHash("sha256")
        .update(JSON.stringify([backend, providers]))
        .digest("hex")
        .slice(0, 16);
}

/** The inputs without hidden ones, which Pulumi and this package add. */
function definition(inputs: Properties): Properties {
    return Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith("__")));
}

/** Whether a value in the state is a secret. */
export function isSecretEnvelope(value: unknown): boolean {
    return typeof value === "object" && value !== null && (value as Properties)[SIGNATURE] === SECRET;
}

/** A value with its secrets in clear, if the export has them in clear; otherwise `isHidden` is true. */
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

/**
 * Whether `pulumi stack history --json` shows a successful `up` or `destroy` of the whole stack that began after
 * `wallMs` (milliseconds since 1970).
 */
export function wasCompletedSince(text: string, wallMs: number): boolean {
    return history.parse(JSON.parse(text)).some(
        ({ kind, startTime, result, environment }) =>
            (kind === "update" || kind === "destroy") &&
            result === "succeeded" &&
            // In whole seconds.
            Date.parse(startTime) + 1000 > wallMs &&
            !Object.keys(environment ?? {}).some((name) => /^pulumi\.flag\.(target|exclude)/.test(name)),
    );
}
