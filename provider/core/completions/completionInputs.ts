import { z } from "zod";
import { RUN_NOT_STARTED } from "../../contract/resources";
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
    // The engine goes no further with it; if it did, the create would refuse what is no id.
    if (news["runId"] === RUN_NOT_STARTED) return { inputs: news, problems: [] };
    const defaults = completionInputs.pick({ until: true, timeout: true }).parse({});
    return checkProperties(completionInputs, news, (inputs) => ({ ...defaults, ...inputs }));
}

/** What a create does, in one line for the resource's row. */
export function completionReason({ runId, until }: Properties): string {
    if (runId === RUN_NOT_STARTED) return "is left out, because its run was not started";
    const run = isUnknown(runId) ? "a run that is not known yet" : `run ${String(runId)}`;
    return `waits for ${run}, until ${isUnknown(until) ? "a status that is not known yet" : String(until)}`;
}
