import { z } from "zod";
import { checkProperties, type CheckResult, duration, object, type Properties, uuid } from "../validation";
import { isUnknown } from "../values";

export const UNTIL = ["RUNNING", "SUCCEEDED", "FINISHED"] as const;

/**
 * What a person may say about the completion of a run, after Pulumi has resolved it. `WorkflowRunCompletionArgs` is the
 * same for a program, held to it by a type test.
 */
export const completionInputs = object({
    runId: uuid,
    until: z.enum(UNTIL).default("SUCCEEDED"),
    timeout: duration.default("24h"),
});

export type CompletionInputs = z.infer<typeof completionInputs>;

/** Validates the inputs and fills in defaults. Values that are not known yet pass. No network. */
export function checkCompletion(news: Properties): CheckResult {
    const defaults = completionInputs.pick({ until: true, timeout: true }).parse({});
    return checkProperties(completionInputs, news, (inputs) => ({ ...defaults, ...inputs }));
}

/** What a create does, in one line for the resource's row. */
export function completionReason({ runId, until }: Properties): string {
    const run = isUnknown(runId) ? "a run that is not known yet" : `run ${String(runId)}`;
    return `waits for ${run}, until ${isUnknown(until) ? "a status that is not known yet" : String(until)}`;
}
