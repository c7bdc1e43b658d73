import { z } from "zod";
import { RUN_NOT_STARTED } from "../../contract/resources";
import { checkProperties, type CheckResult, duration, object, type Properties, uuid } from "../validation";
import { isUnknown } from "../values";

export const UNTIL = ["RUNNING", "SUCCEEDED", "FINISHED"] as const;

/**
 * The inputs of a run completion, after Pulumi has resolved them. `WorkflowRunCompletionArgs` is their type in a
 * program; a type test keeps the two consistent.
 */
export const completionInputs = object({
    runId: uuid,
    until: z.enum(UNTIL).default("SUCCEEDED"),
    timeout: duration.default("24h"),
});

export type CompletionInputs = z.infer<typeof completionInputs>;

/** Validates the inputs and fills in defaults. Accepts unknown values. Sends no requests. */
export function checkCompletion(news: Properties): CheckResult {
    // The engine does not proceed with this value; if it did, the create would reject it as an invalid id.
    if (news["runId"] === RUN_NOT_STARTED) return { inputs: news, problems: [] };
    const defaults = completionInputs.pick({ until: true, timeout: true }).parse({});
    return checkProperties(completionInputs, news, (inputs) => ({ ...defaults, ...inputs }));
}

/** What a create does, as one status line. */
export function completionReason({ runId, until }: Properties): string {
    if (runId === RUN_NOT_STARTED) return "is skipped, because its run was not started";
    const run = isUnknown(runId) ? "a run that is not known yet" : `run ${String(runId)}`;
    return `waits for ${run}, until ${isUnknown(until) ? "a status that is not known yet" : String(until)}`;
}
