import { z } from "zod";

/*
 * The parts of `pulumi preview --json` that a review needs: steps with old and new state, in which Pulumi has replaced
 * secrets by "[secret]", and the messages of the provider and the program about each resource.
 */

const values = z.record(z.string(), z.unknown());

const resourceState = z.object({
    type: z.string(),
    id: z.string().optional(),
    inputs: values.default({}),
    outputs: values.optional(),
    retainOnDelete: z.boolean().default(false),
    /** Of a replaced resource: whether it is deleted after its successor has been created; not with `deleteBeforeReplace`. */
    delete: z.boolean().default(false),
    propertyDependencies: z.record(z.string(), z.array(z.string()).nullish()).nullish(),
    /** When the engine last wrote the resource, as RFC 3339 text. */
    modified: z.string().optional(),
});

const step = z.object({
    op: z.string(),
    urn: z.string(),
    oldState: resourceState.optional(),
    newState: resourceState.optional(),
    replaceReasons: z.array(z.string()).nullish(),
});

const diagnostic = z.object({ urn: z.string().default(""), message: z.string(), severity: z.string() });

const previewDocument = z.object({
    steps: z.array(step).default([]),
    diagnostics: z.array(diagnostic).default([]),
});

export type PreviewDocument = z.infer<typeof previewDocument>;
export type PreviewStep = z.infer<typeof step>;
export type ResourceState = z.infer<typeof resourceState>;

/**
 * @param text complete output of `pulumi preview --json`
 * @throws Error that says which input is expected
 */
export function parsePreview(text: string): PreviewDocument {
    const wanted = "it must be what `pulumi preview --json` prints";
    if (text.trim() === "") throw new Error(`the input is empty: ${wanted}`);
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        if (text.trim().startsWith("{")) {
            throw new Error(`the input is truncated or damaged JSON: ${wanted}, complete and without other output`);
        }
        throw new Error(`the input is not JSON: ${wanted}, without other output`);
    }
    if (typeof value === "object" && value !== null && "resourcePlans" in value) {
        throw new Error(`the input is a saved plan, which does not contain the state before the update: ${wanted}`);
    }
    const parsed = previewDocument.safeParse(value);
    const isPreview =
        parsed.success && typeof value === "object" && value !== null && ("steps" in value || "diagnostics" in value);
    if (!isPreview) throw new Error(`the input is JSON of another kind: ${wanted}`);
    return parsed.data;
}
