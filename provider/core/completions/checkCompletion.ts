import { checkProperties, type CheckResult, type Properties } from "../properties";
import { isUnknown } from "../unknowns";
import { completionInputs } from "./completionInputs";

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
