import { z } from "zod";
import type { Review } from "./report";
import { ACTIONS, KINDS } from "./reviewedChange";

/*
 * Output of `review --json`, for other tools; docs/review.schema.json is the same as a JSON Schema. A member is only
 * ever added: anything else is a new version.
 */

const texts = z.array(z.string());

const change = z.object({
    urn: z.string(),
    kind: z.enum(KINDS),
    name: z.string(),
    action: z.enum(ACTIONS),
    starts: z.boolean().describe("Whether a new run starts."),
    stops: z.boolean().describe("Whether an active run is stopped."),
    what: z.string().describe("What happens, in words."),
    why: texts,
    findings: z.array(z.object({ severity: z.string(), message: z.string() })),
    facts: z.array(z.tuple([z.string(), z.string()])).describe("Details by name."),
    diff: z.string().describe("The inputs that change, as a unified diff; empty if none does."),
});

const review = z.object({
    stack: z.string().describe("project/stack; empty if the preview has no step."),
    isIncomplete: z.boolean().describe("Whether the preview failed: steps after the error are missing."),
    headline: z.string(),
    errors: texts.describe("Errors of resources without a change."),
    warnings: texts.describe("Warnings of resources without a change."),
    changes: z.array(change).describe("Sorted by importance."),
    rest: texts.describe("Lines about unchanged and other resources and stack outputs."),
});

export const reviewDocument = z.object({ version: z.literal(1), reviews: z.array(review) });

export type ReviewDocument = z.infer<typeof reviewDocument>;

/** Renders reviews as JSON. */
export function jsonOf(reviews: readonly Review[]): string {
    return `${JSON.stringify(reviewDocument.parse({ version: 1, reviews }), null, 2)}\n`;
}
