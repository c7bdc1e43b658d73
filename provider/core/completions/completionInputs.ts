import { z } from "zod";
import { duration, object, uuid } from "../schemaParts";

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
